import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { seqOf, timeOf } from '../../src/protocol/cursor.ts';
import { type Playback, playheadOf, stepPlayback } from '../../src/protocol/playback.ts';
import { dueAt } from '../../src/protocol/playback-clock.ts';
import { OFFLINE_MS } from '../../src/protocol/playback-link.ts';
import { PLAYHEAD_MS } from '../../src/protocol/playback-moves.ts';
import { beginning, isCutOff, loadedThrough } from '../../src/protocol/tape.ts';
import type { Deck, Taken } from './playback-deck.ts';
import { inEverySequence } from './playback-sequences.ts';

type State = Playback['state'];
const isIn = ({ state }: Playback, ...states: State[]) => states.includes(state);
/** What moments of this century lose when they are divided, ms, and then some. */
const ROUNDING = 0.001;

/** The numbered invariants of docs/playback.md: each is looked at after every step of random sequences. */
const invariants: Record<string, (taken: Taken, deck: Deck) => void> = {
  'what a reader gets is a gapless run of the log, and every jump is a reset': gapless,
  'nothing is handed over before the playhead is there': notEarly,
  'who plays or stands still has everything up to the playhead': complete,
  'it plays when nothing holds it back, and only then': heldBackForAReason,
  'the playhead goes back only when the reader says so': forwards,
  'pausing, resuming and another pace leave the playhead where it is': steady,
  'live is joined with everything up to the head in hand': joinedAtTheHead,
  'live is left for a wish, a lost link or another log, never for what comes': leftForAReason,
  'an answer from before the last seek changes nothing': lateAnswers,
  'one load is under way at a time, and none without a link': oneLoad,
  'a timer runs when something is to come by itself, and only then': timers,
  'a step changes nothing but what it returns': pure,
};

test.for(Object.entries(invariants))('%s', ([, look]) => inEverySequence(look));

/** The last of them is looked at when everything has come to rest. */
const ARRIVES = 'with a link, answers and time, it comes to the head';
test(ARRIVES, () => inEverySequence(() => {}, arrives));

test('docs/playback.md has these invariants, in this order', () => {
  const page = readFileSync(new URL('../../docs/playback.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^\| \d+ \| ([^|]+) \|/gm)].map(([, name]) => name);
  expect(documented).toEqual([...Object.keys(invariants), ARRIVES]);
});

function gapless({ effects, event, view }: Taken, { tape }: Deck): void {
  let { at } = view;
  for (const effect of effects) {
    if (effect.type === 'reset') {
      expect(seqOf(effect.at)).toBeGreaterThanOrEqual(seqOf(beginning(tape)));
      expect(seqOf(effect.at)).toBeLessThanOrEqual(seqOf(loadedThrough(tape)));
      expect(['seek', 'begin', 'live', 'loaded', 'connected', 'replaced', 'grew']).toContain(event.type);
      at = effect.at;
    }
    if (effect.type === 'deliver') {
      expect(isCutOff(at, tape)).toBe(false);
      expect(seqOf(effect.through)).toBeGreaterThan(seqOf(at));
      expect(seqOf(effect.through)).toBeLessThanOrEqual(seqOf(loadedThrough(tape)));
      at = effect.through;
    }
  }
}

function notEarly({ after }: Taken, deck: Deck): void {
  if (!isIn(after, 'playing', 'paused')) return;
  const playhead = playheadOf(after, deck.view) ?? 0;
  expect(timeOf(deck.at)).toBeLessThanOrEqual(playhead + ROUNDING);
}

function complete({ after }: Taken, { tape, at }: Deck): void {
  if (after.state === 'playing') expect(at).toBe(after.clock.entry);
  if (after.state === 'paused') expect(at).toBe(tape.lastAt(after.moment));
  if (isIn(after, 'live', 'ended')) expect(at).toBe(loadedThrough(tape));
}

function heldBackForAReason({ after }: Taken): void {
  const { reasons } = after;
  if (after.state === 'playing') expect(reasons.size).toBe(0);
  if (after.state === 'paused') expect(reasons.size).toBeGreaterThan(0);
  else expect(reasons).not.toContain('buffering');
  if (isIn(after, 'live', 'ended')) expect(reasons).not.toContain('reader');
}

function forwards({ before, after, event, view }: Taken, deck: Deck): void {
  if (['seek', 'begin', 'live', 'stop', 'failed', 'replaced'].includes(event.type)) return;
  const [from, to] = [playheadOf(before, view), playheadOf(after, deck.view)];
  if (from !== undefined && to !== undefined) expect(to).toBeGreaterThanOrEqual(from - ROUNDING);
}

function steady({ before, after, event, view }: Taken, deck: Deck): void {
  if (!['pause', 'resume', 'hide', 'show', 'speed', 'maxGap', 'seen', 'tick', 'lost'].includes(event.type)) return;
  if (before.pace.maxGap === 0 || after.pace.maxGap === 0) return; // whatever is loaded is played in no time
  const [from, to] = [playheadOf(before, view), playheadOf(after, deck.view)];
  if (from === undefined) expect(to).toBeUndefined();
  else expect(Math.abs((to ?? 0) - from)).toBeLessThanOrEqual(ROUNDING);
}

function joinedAtTheHead({ before, after }: Taken, { tape, at, joined }: Deck): void {
  if (!isIn(after, 'live', 'ended')) return expect(joined).toBe(false);
  expect(joined).toBe(true);
  if (!isIn(before, 'live', 'ended')) expect(at).toBe(tape.head);
}

function leftForAReason({ before, after, event }: Taken, { tape, now }: Deck): void {
  if (before.state !== 'live' || after.state === 'live') return;
  if (['pause', 'seek', 'begin', 'stop', 'failed', 'replaced'].includes(event.type)) return;
  if (after.state === 'ended') return expect(tape.ended).toBe(true);
  expect(after.state).toBe('offline');
  expect(now - (before.lost ?? now)).toBeGreaterThanOrEqual(OFFLINE_MS);
}

function lateAnswers({ before, after, event, effects }: Taken): void {
  if (event.type !== 'loaded' || event.generation === before.generation) return;
  expect(after).toBe(before);
  expect(effects).toEqual([]);
}

function oneLoad({ after, effects }: Taken, { loads }: Deck): void {
  const open = loads.filter(({ generation }) => generation === after.generation);
  expect(open).toHaveLength(after.asked ? 1 : 0);
  if (after.state === 'loading') expect(after.asked).toBe(true);
  if (effects.some(({ type }) => type === 'load')) expect(after.online).toBe(true);
}

function timers({ after }: Taken, { timer, now, tape }: Deck): void {
  if (after.state === 'playing') {
    const due = dueAt(after.clock, tape, after.pace) ?? Number.POSITIVE_INFINITY;
    expect(timer).toBeLessThanOrEqual(Math.min(due, now + PLAYHEAD_MS));
  } else if (after.state === 'live' && after.lost !== undefined) expect(timer).toBe(after.lost + OFFLINE_MS);
  else expect(timer).toBeUndefined();
}

function pure({ before, event, view, after, effects }: Taken): void {
  expect(stepPlayback(before, event, view)).toEqual({ next: after, effects });
  for (const part of [after, ...Object.values(after)]) Object.freeze(part); // the next step has to do without writing to it
}

function arrives(deck: Deck): void {
  if (isIn(deck.playback, 'idle', 'failed')) return;
  deck.connect();
  deck.take({ type: 'show' });
  deck.take({ type: 'resume' });
  for (let rest = 0; rest < 100 && !(isIn(deck.playback, 'live', 'ended') && deck.loads.length === 0); rest += 1) {
    while (deck.loads.length > 0) deck.answer();
    deck.advance(60_000);
  }
  expect(deck.playback.state).toBe(deck.tape.ended ? 'ended' : 'live');
  expect(deck.at).toBe(deck.tape.head);
}
