import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { timeOf } from '../../src/protocol/cursor.ts';
import { Deck, MIDNIGHT } from './playback-deck.ts';

const MINUTE_MS = 60_000;
const ENTRIES = 600;
const PROMISED_MS = 20;

test(
  'a minute of play takes a minute by a real clock',
  async () => {
    const start = performance.now();
    const late: number[] = [];
    const moments = Array.from({ length: ENTRIES + 1 }, (_, at) => (at * MINUTE_MS) / ENTRIES);
    const deck = new Deck(moments, {
      watch({ effects }) {
        for (const effect of effects)
          if (effect.type === 'deliver') late.push(performance.now() - start - (timeOf(effect.through) - MIDNIGHT));
      },
    });
    deck.now = performance.now() - start;
    deck.take({ type: 'begin', moment: MIDNIGHT });
    while (deck.timer !== undefined) {
      await setTimeout(Math.max(0, Math.ceil(deck.timer - (performance.now() - start))));
      deck.now = performance.now() - start;
      deck.timer = undefined;
      deck.take({ type: 'tick' });
    }
    // One timer may be as late as the machine was busy; drift is what all of them are late by at the end.
    const atTheEnd = late.slice(-ENTRIES / 10).toSorted((a, b) => a - b);
    expect(atTheEnd[atTheEnd.length >> 1]).toBeLessThan(PROMISED_MS);
    expect(deck.at).toBe(deck.tape.head);
  },
  MINUTE_MS + 30_000,
);
