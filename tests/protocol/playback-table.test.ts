import { expect, test } from 'vitest';
import { seqOf } from '../../src/protocol/cursor.ts';
import type { Playback, PlaybackEffect, PlaybackEvent, PlaybackStep } from '../../src/protocol/playback.ts';
import { Deck, MIDNIGHT } from './playback-deck.ts';

type State = Playback['state'];
/** The state that follows and the effects; `-` where nothing at all changes. */
type Expected = string;

/** Six entries, of which four are loaded. */
const deck = () => new Deck([0, 1_000, 2_000, 10_000, 20_000, 30_000], { loaded: 4 });
const moment = (ms: number) => MIDNIGHT + ms;

/** How each state is come to. */
const led: Record<State, () => Deck> = {
  idle: deck,
  loading: () => taking(deck(), { type: 'begin', moment: moment(25_000) }),
  playing() {
    const playing = taking(deck(), { type: 'begin', moment: moment(0) });
    playing.advance(500);
    return playing;
  },
  paused: () => taking(led.playing(), { type: 'pause' }),
  live: () => answering(taking(deck(), { type: 'live' })),
  offline: () => taking(led.loading(), { type: 'lost' }),
  ended() {
    const ended = led.live();
    ended.end(true);
    return ended;
  },
  failed: () => taking(led.playing(), { type: 'failed', code: 'BRIEFING_UNKNOWN' }),
};

/** How each event comes about. */
const happening: Record<PlaybackEvent['type'], (deck: Deck) => PlaybackStep | undefined> = {
  begin: (deck) => deck.take({ type: 'begin', moment: moment(1_500) }),
  seek: (deck) => deck.take({ type: 'seek', moment: moment(1_500) }),
  pause: (deck) => deck.take({ type: 'pause' }),
  resume: (deck) => deck.take({ type: 'resume' }),
  live: (deck) => deck.take({ type: 'live' }),
  stop: (deck) => deck.take({ type: 'stop' }),
  speed: (deck) => deck.take({ type: 'speed', speed: 2 }),
  maxGap: (deck) => deck.take({ type: 'maxGap', maxGap: 250 }),
  hide: (deck) => deck.take({ type: 'hide' }),
  show: (deck) => deck.take({ type: 'show' }),
  seen: (deck) => deck.take({ type: 'seen' }),
  tick: (deck) => deck.take({ type: 'tick' }),
  grew: (deck) => deck.publish(1_000) ?? deck.take({ type: 'grew' }),
  loaded: (deck) => deck.answer() ?? deck.take({ type: 'loaded', generation: deck.playback.generation }),
  lost: (deck) => deck.take({ type: 'lost' }),
  connected: (deck) => deck.connect(),
  replaced: (deck) => deck.replace(),
  failed: (deck) => deck.take({ type: 'failed', code: 'BRIEFING_UNKNOWN' }),
};

// A state or an event that is forgotten here does not compile.
const table: Record<State, Record<PlaybackEvent['type'], Expected>> = {
  idle: {
    begin: 'playing: deliver ..2, playing at 1500, load after 4, wake at 500',
    seek: '-',
    pause: 'idle',
    resume: '-',
    live: 'loading: sleep, load live',
    stop: 'idle: sleep',
    speed: 'idle',
    maxGap: 'idle',
    hide: 'idle',
    show: '-',
    seen: '-',
    tick: '-',
    grew: '-',
    loaded: '-',
    lost: 'idle',
    connected: '-',
    replaced: '-',
    failed: 'failed: sleep',
  },
  loading: {
    begin: 'playing: playing at 1500, deliver ..2, load after 4, wake at 500',
    seek: 'playing: playing at 1500, deliver ..2, load after 4, wake at 500',
    pause: 'loading',
    resume: '-',
    live: 'loading: sleep, load live',
    stop: 'idle: sleep',
    speed: 'loading',
    maxGap: 'loading',
    hide: 'loading',
    show: '-',
    seen: '-',
    tick: '-',
    grew: '-',
    loaded: 'playing: reset 5, playing at 25000, wake at 1000',
    lost: 'offline',
    connected: '-',
    replaced: 'live: sleep, leave, reset 1, join',
    failed: 'failed: sleep',
  },
  playing: {
    begin: 'playing: playing at 1500, deliver ..2, load after 4, wake at 1000',
    seek: 'playing: playing at 1500, deliver ..2, load after 4, wake at 1000',
    pause: 'paused: sleep, paused at 500',
    resume: '-',
    live: 'loading: sleep, load live',
    stop: 'idle: sleep',
    speed: 'playing: playing at 500, wake at 750',
    maxGap: 'playing: playing at 500, wake at 625',
    hide: 'paused: sleep, paused at 500',
    show: '-',
    seen: '-',
    tick: 'playing: wake at 1000',
    grew: 'playing: wake at 1000',
    loaded: 'playing: wake at 1000',
    lost: 'playing',
    connected: '-',
    replaced: 'live: sleep, leave, reset 1, join',
    failed: 'failed: sleep',
  },
  paused: {
    begin: 'paused: paused at 1500, deliver ..2',
    seek: 'paused: paused at 1500, deliver ..2',
    pause: '-',
    resume: 'playing: playing at 500, wake at 1000',
    live: 'loading: sleep, load live',
    stop: 'idle: sleep',
    speed: 'paused: paused at 500',
    maxGap: 'paused: paused at 500',
    hide: 'paused',
    show: '-',
    seen: '-',
    tick: '-',
    grew: '-',
    loaded: 'paused',
    lost: 'paused',
    connected: '-',
    replaced: 'live: sleep, leave, reset 1, join',
    failed: 'failed: sleep',
  },
  live: {
    begin: 'loading: leave, sleep, load at 1500',
    seek: 'loading: leave, sleep, load at 1500',
    pause: 'paused: leave, paused at 30000',
    resume: '-',
    live: '-',
    stop: 'idle: sleep, leave',
    speed: 'live',
    maxGap: 'live',
    hide: 'live',
    show: '-',
    seen: 'live',
    tick: '-',
    grew: 'live: deliver ..7',
    loaded: '-',
    lost: 'live: wake at 3000',
    connected: '-',
    replaced: 'live: sleep, leave, reset 1, join',
    failed: 'failed: sleep, leave',
  },
  offline: {
    begin: 'playing: playing at 1500, deliver ..2, wake at 500',
    seek: 'playing: playing at 1500, deliver ..2, wake at 500',
    pause: 'offline',
    resume: '-',
    live: 'offline: sleep',
    stop: 'idle: sleep',
    speed: 'offline',
    maxGap: 'offline',
    hide: 'offline',
    show: '-',
    seen: '-',
    tick: '-',
    grew: '-',
    loaded: '-',
    lost: '-',
    connected: 'loading: sleep, load at 25000',
    replaced: 'offline: sleep, leave, reset 1',
    failed: 'failed: sleep',
  },
  ended: {
    begin: 'loading: leave, sleep, load at 1500',
    seek: 'loading: leave, sleep, load at 1500',
    pause: 'paused: leave, paused at 30000',
    resume: '-',
    live: '-',
    stop: 'idle: sleep, leave',
    speed: 'ended',
    maxGap: 'ended',
    hide: 'ended',
    show: '-',
    seen: 'ended',
    tick: '-',
    grew: 'ended: deliver ..8',
    loaded: '-',
    lost: 'ended',
    connected: '-',
    replaced: 'live: sleep, leave, reset 1, join',
    failed: 'failed: sleep, leave',
  },
  failed: {
    begin: 'playing: deliver ..2, playing at 1500, load after 4, wake at 1000',
    seek: '-',
    pause: 'failed',
    resume: '-',
    live: 'loading: sleep, load live',
    stop: 'idle: sleep',
    speed: 'failed',
    maxGap: 'failed',
    hide: 'failed',
    show: '-',
    seen: '-',
    tick: '-',
    grew: '-',
    loaded: '-',
    lost: 'failed',
    connected: '-',
    replaced: '-',
    failed: 'failed: sleep',
  },
};

function taking(deck: Deck, event: PlaybackEvent): Deck {
  deck.take(event);
  return deck;
}

function answering(deck: Deck): Deck {
  deck.answer();
  return deck;
}

function word(effect: PlaybackEffect): string {
  switch (effect.type) {
    case 'deliver':
      return `deliver ..${seqOf(effect.through)}`;
    case 'reset':
      return `reset ${seqOf(effect.at)}`;
    case 'load':
      if (effect.from === 'live') return 'load live';
      return 'at' in effect.from ? `load at ${effect.from.at - MIDNIGHT}` : `load after ${seqOf(effect.from.after)}`;
    case 'wake':
      return `wake at ${effect.at}`;
    case 'playhead':
      return `${effect.state} at ${effect.moment - MIDNIGHT}`;
    default:
      return effect.type;
  }
}

const states = Object.keys(table) as State[];
const events = Object.keys(happening) as PlaybackEvent['type'][];

test.for(states.flatMap((state) => events.map((event) => [state, event] as const)))('%s, %s', ([state, event]) => {
  const deck = led[state]();
  expect(deck.playback.state).toBe(state);
  const before = deck.playback;
  const { next, effects } = happening[event](deck)!; // each of them takes an event
  const words = effects.map(word).join(', ');
  const same = next === before && effects.length === 0;
  expect(same ? '-' : `${next.state}: ${words}`.replace(/: $/, '')).toBe(table[state][event]);
});
