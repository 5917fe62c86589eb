import fc from 'fast-check';
import type { PlaybackEvent } from '../../src/protocol/playback.ts';
import { Deck, MIDNIGHT, type Taken } from './playback-deck.ts';

/** What may happen to a reader and its log, as data. */
type Happening =
  | { what: 'event'; event: PlaybackEvent }
  | { what: 'time'; ms: number; late: number }
  | { what: 'publish'; gap: number }
  | { what: 'end'; ended: boolean }
  | { what: 'answer'; which: number }
  | { what: 'connect' }
  | { what: 'replace' };
type Sequence = {
  gaps: number[];
  speed: number;
  maxGap: number | undefined;
  loaded: number | undefined;
  edge: number;
  happenings: Happening[];
};

const moment = fc.integer({ min: -1_000, max: 90_000 }).map((ms) => MIDNIGHT + ms);
const gap = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 5_000, max: 30_000 }));
const event = (events: fc.Arbitrary<PlaybackEvent>) => events.map((one): Happening => ({ what: 'event', event: one }));
const plain = fc.constantFrom('pause', 'resume', 'live', 'hide', 'show', 'seen', 'tick', 'lost', 'lost');
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: event(plain.map((type) => ({ type }))) },
  { weight: 4, arbitrary: event(fc.record({ type: fc.constantFrom('seek', 'begin'), moment })) },
  {
    weight: 1,
    arbitrary: event(fc.record({ type: fc.constant('speed'), speed: fc.constantFrom(0.25, 1, 7, 60, 1_000) })),
  },
  {
    weight: 1,
    arbitrary: event(fc.record({ type: fc.constant('maxGap'), maxGap: fc.constantFrom(undefined, 0, 100, 5_000) })),
  },
  { weight: 1, arbitrary: event(fc.constantFrom({ type: 'stop' }, { type: 'failed', code: 'BRIEFING_UNKNOWN' })) },
  {
    weight: 8,
    arbitrary: fc.record({ what: fc.constant('time'), ms: fc.integer({ min: 0, max: 20_000 }), late: fc.nat(50) }),
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('publish'), gap }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('end'), ended: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('answer'), which: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.constant<Happening>({ what: 'connect' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'replace' }) },
);
const sequence: fc.Arbitrary<Sequence> = fc.record({
  gaps: fc.array(gap, { maxLength: 12 }),
  speed: fc.constantFrom(0.25, 1, 7, 60, 1_000),
  maxGap: fc.option(fc.constantFrom(0, 20, 1_000), { nil: undefined }),
  loaded: fc.option(fc.nat(12), { nil: undefined }),
  edge: fc.constantFrom(0, 1_000),
  happenings: fc.array(happening, { maxLength: 60, size: 'max' }),
});

function happen(deck: Deck, one: Happening): void {
  switch (one.what) {
    case 'event':
      deck.take(one.event);
      return;
    case 'time':
      return deck.advance(one.ms, one.late);
    case 'publish':
      deck.publish(one.gap);
      return;
    case 'end':
      return deck.end(one.ended);
    case 'answer':
      deck.answer(one.which);
      return;
    case 'connect':
      deck.connect();
      return;
    case 'replace':
      deck.replace();
  }
}

const seed = Date.now() % 2 ** 31;

/** Looks at every step of random sequences: the first of them begins a replay. */
export function inEverySequence(
  look: (taken: Taken, deck: Deck) => void,
  atRest: (deck: Deck) => void = () => {},
): void {
  console.info(`playback: seed ${seed}`);
  fc.assert(
    fc.property(sequence, ({ gaps, speed, maxGap, loaded, edge, happenings }) => {
      let at = 0;
      const moments = [0, ...gaps.map((length) => (at += length))];
      const pace = maxGap === undefined ? { speed } : { speed, maxGap };
      const part = loaded === undefined ? {} : { loaded: Math.min(loaded, moments.length) };
      const deck = new Deck(moments, { pace, edge, ...part, watch: look });
      deck.take({ type: 'begin', moment: MIDNIGHT });
      for (const one of happenings) happen(deck, one);
      atRest(deck);
    }),
    { seed, numRuns: 1_000 },
  );
}
