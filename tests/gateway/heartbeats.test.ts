import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Beating, Heartbeats } from '../../src/gateway/heartbeats.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function beating() {
  const calls: string[] = [];
  const at = () => Math.round(performance.now() - started);
  const started = performance.now();
  const noting: Beating = {
    ping: () => void calls.push(`ping ${at()}`),
    expect: () => void calls.push(`expect ${at()}`),
  };
  return { calls, noting };
}

test('a connection is pinged once in an interval, and expected to have answered when its time is over', () => {
  const heartbeats = new Heartbeats(1_000, 800);
  const { calls, noting } = beating();
  heartbeats.add(noting);
  vi.advanceTimersByTime(2_900);
  expect(calls.filter((call) => call.startsWith('ping'))).toEqual(['ping 1000', 'ping 2000']);
  expect(calls.filter((call) => call.startsWith('expect')).slice(-2)).toEqual(['expect 1800', 'expect 2800']);
  heartbeats.close();
});

test('connections that came at different times are pinged at different times', () => {
  const heartbeats = new Heartbeats(1_000, 800);
  const [early, late] = [beating(), beating()];
  heartbeats.add(early.noting);
  vi.advanceTimersByTime(500);
  heartbeats.add(late.noting);
  vi.advanceTimersByTime(600);
  expect(early.calls).toContain('ping 1000');
  expect(late.calls.some((call) => call.startsWith('ping'))).toBe(false);
  heartbeats.close();
});

test('whoever has gone is not asked', () => {
  const heartbeats = new Heartbeats(1_000, 800);
  const { calls, noting } = beating();
  heartbeats.add(noting).delete(noting);
  vi.advanceTimersByTime(5_000);
  expect(calls).toEqual([]);
  heartbeats.close();
});
