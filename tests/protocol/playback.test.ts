import { expect, test } from 'vitest';
import { seqOf } from '../../src/protocol/cursor.ts';
import { playheadOf, unseen } from '../../src/protocol/playback.ts';
import { OFFLINE_MS } from '../../src/protocol/playback-link.ts';
import { AHEAD_MS, RESUME_MS } from '../../src/protocol/playback-moves.ts';
import { Deck, MIDNIGHT } from './playback-deck.ts';

/** An entry each second. */
const seconds = (count: number) => Array.from({ length: count }, (_, at) => at * 1_000);
const moment = (ms: number) => MIDNIGHT + ms;

function begun(deck: Deck, ms = 0): Deck {
  deck.take({ type: 'begin', moment: moment(ms) });
  return deck;
}

function live(count = 5): Deck {
  const deck = new Deck(seconds(count), { loaded: count });
  deck.take({ type: 'live' });
  expect(deck.playback.state).toBe('live');
  return deck;
}

test('a page is loaded before what is loaded runs out, and the replay goes on over it', () => {
  const deck = begun(new Deck(seconds(60), { loaded: 20 }));
  expect(deck.loads).toEqual([]);
  deck.advance(20_000 - AHEAD_MS);
  expect(deck.loads).toEqual([
    { type: 'load', generation: deck.playback.generation, from: { after: `${moment(19_000)}-20` } },
  ]);
  deck.answer();
  deck.advance(5_000);
  expect(deck.playback.state).toBe('playing');
  expect(seqOf(deck.at)).toBe(16);
});

test('a replay that has run out waits until there is enough to go on', () => {
  const deck = begun(new Deck(seconds(60), { loaded: 3 }));
  deck.advance(2_500);
  expect(deck.playback).toMatchObject({ state: 'paused', reasons: new Set(['buffering']), moment: moment(2_000) });
  deck.take({ type: 'speed', speed: 3 });
  deck.answer(); // three entries, a second of play: less than it takes to go on
  expect(RESUME_MS).toBeGreaterThan(1_000);
  expect(deck.playback.state).toBe('paused');
  deck.answer();
  expect(deck.playback.state).toBe('playing');
});

test('what was asked for before a seek is not waited for, and comes to nothing', () => {
  const deck = begun(new Deck(seconds(60), { loaded: 3 }), 30_000);
  deck.take({ type: 'seek', moment: moment(50_000) });
  expect(deck.loads.map(({ generation }) => generation)).toEqual([1, 2]);
  const before = deck.playback;
  deck.answer(0);
  expect(deck.playback).toBe(before);
  deck.answer(0);
  expect(deck.playback.state).toBe('playing');
  expect(playheadOf(deck.playback, deck.view)).toBe(moment(50_000));
  expect(seqOf(deck.at)).toBe(51);
});

test('a pause has as many reasons as it has, and ends with the last of them', () => {
  const deck = begun(new Deck(seconds(10)), 2_500);
  deck.take({ type: 'pause' });
  deck.take({ type: 'hide' });
  expect(deck.playback.reasons).toEqual(new Set(['reader', 'hidden']));
  deck.take({ type: 'resume' });
  deck.advance(60_000);
  expect(deck.playback.state).toBe('paused');
  deck.take({ type: 'show' });
  expect(deck.playback.state).toBe('playing');
  expect(playheadOf(deck.playback, deck.view)).toBe(moment(2_500));
});

test('a replay that begins in a hidden tab waits to be seen', () => {
  const deck = new Deck(seconds(10));
  deck.take({ type: 'hide' });
  begun(deck);
  expect(deck.playback.state).toBe('paused');
  deck.take({ type: 'show' });
  expect(deck.playback.state).toBe('playing');
});

test('what comes while nobody looks is unseen, until somebody does', () => {
  const deck = live();
  deck.take({ type: 'hide' });
  deck.publish(1_000);
  deck.publish(1_000);
  expect(deck.playback.state).toBe('live');
  expect(unseen(deck.playback, deck.tape)).toBe(2);
  expect(deck.at).toBe(deck.tape.head);
  deck.take({ type: 'show' });
  expect(unseen(deck.playback, deck.tape)).toBe(2);
  deck.take({ type: 'seen' });
  expect(unseen(deck.playback, deck.tape)).toBe(0);
});

test('live stays live while entries pour in', () => {
  const deck = live();
  for (let count = 0; count < 100; count += 1) {
    deck.advance(10);
    deck.publish(10);
    expect(deck.playback.state).toBe('live');
  }
  expect(deck.at).toBe(deck.tape.head);
});

test('a push that was lost on the way is loaded while the reader stays live', () => {
  const deck = live();
  deck.joined = false; // the entry comes as a hint alone
  deck.publish(1_000);
  expect(deck.playback.state).toBe('live');
  expect(deck.loads).toHaveLength(1);
  deck.answer();
  expect(deck.playback.state).toBe('live');
  expect(deck.at).toBe(deck.tape.head);
});

test('a link that comes back soon was never gone', () => {
  const deck = live();
  deck.take({ type: 'lost' });
  deck.advance(OFFLINE_MS - 1);
  deck.take({ type: 'tick' }); // a timer that is early
  deck.publish(1_000);
  expect(deck.playback.state).toBe('live');
  deck.connect();
  deck.answer();
  deck.advance(OFFLINE_MS);
  expect(deck.playback.state).toBe('live');
  expect(deck.at).toBe(deck.tape.head);
  expect(unseen(deck.playback, deck.tape)).toBe(1);
});

test('a link that stays away makes live offline, and live again when it is back', () => {
  const deck = live();
  deck.take({ type: 'lost' });
  deck.advance(OFFLINE_MS);
  expect(deck.playback.state).toBe('offline');
  deck.publish(1_000);
  deck.connect();
  deck.answer();
  expect(deck.playback.state).toBe('live');
  expect(unseen(deck.playback, deck.tape)).toBe(1);
});

test('what is loaded plays on without a link, up to its end', () => {
  const deck = begun(new Deck(seconds(10), { loaded: 5 }));
  deck.take({ type: 'lost' });
  deck.advance(3_500);
  expect(deck.playback.state).toBe('playing');
  deck.advance(3_500);
  expect(deck.playback).toMatchObject({ state: 'offline', goal: { to: 'moment', moment: moment(4_000) } });
  expect(seqOf(deck.at)).toBe(5);
  deck.connect();
  deck.answer(0); // of before the link was lost
  expect(deck.playback.state).toBe('loading');
  deck.answer(0);
  expect(deck.playback.state).toBe('playing');
});

test('a scrubber let go just before the head is live, and stays so', () => {
  const deck = new Deck(seconds(10), { edge: 500 });
  begun(deck);
  deck.take({ type: 'seek', moment: moment(8_600) });
  expect(deck.playback.state).toBe('live');
  const before = deck.playback;
  deck.take({ type: 'seek', moment: moment(8_700) });
  expect(deck.playback).toBe(before);
  deck.take({ type: 'seek', moment: moment(8_400) });
  expect(deck.playback.state).toBe('playing');
});

test('from the middle of a long log, live is the state at the head, not all that lies between', () => {
  const deck = begun(new Deck(seconds(1_000), { loaded: 20 }), 5_000);
  deck.take({ type: 'live' });
  expect(deck.playback.state).toBe('loading');
  const { effects } = deck.answer() ?? { effects: [] };
  expect(effects).toContainEqual({ type: 'reset', reason: 'seek', at: deck.tape.head });
  expect(deck.playback.state).toBe('live');
});

test('a finished replay is live again when its briefing is reopened', () => {
  const deck = begun(new Deck(seconds(2)));
  deck.end(true);
  deck.advance(1_000);
  expect(deck.playback.state).toBe('ended');
  deck.end(false);
  expect(deck.playback.state).toBe('live');
});

test('a speed beyond the limits is the limit', () => {
  const deck = begun(new Deck(seconds(10)));
  deck.take({ type: 'speed', speed: 1e9 });
  expect(deck.playback.pace.speed).toBe(1_000);
  deck.take({ type: 'speed', speed: 0 });
  expect(deck.playback.pace.speed).toBe(0.25);
});
