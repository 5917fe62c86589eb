import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../client/clock.ts';
import { WHOLE_ENTRIES } from '../../client/loader.ts';
import { Player } from '../../client/player.ts';
import { Pages } from '../../client/sources/pages.ts';
import { bookmarkIn } from '../../client/visits.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { LongLog } from './long-log.ts';
import { STORM } from './samples.ts';
import { Surroundings } from './surroundings.ts';
import { Witness } from './witness.ts';

const players: Player[] = [];
afterEach(() => {
  for (const player of players.splice(0)) player.close();
});

function playerOf(log: LongLog): Witness<Player> {
  const pages = new Pages('http://nowhere', { fetch: log.fetch, clock: systemClock });
  const given = { pages, clock: systemClock, random: () => 0, environment: new Surroundings() };
  const start = { from: 'start', last: 50, pace: { speed: 1 }, edge: 0 } as const;
  const player = new Player(STORM, start, { ...given, source: log.source, bookmark: bookmarkIn(undefined, STORM) });
  players.push(player);
  player.pause();
  player.begin();
  return new Witness(player);
}

test('a log of 10,000 entries is loaded whole, and each of its moments is there at once', async () => {
  const log = new LongLog(10_000);
  const witness = playerOf(log);
  await witness.until(() => witness.reading.timeline(1)?.whole === true, 'it is not loaded');
  expect(log.pages).toBe(20);
  const took = fc.sample(fc.integer({ min: 1, max: 10_000 }), { numRuns: 200, seed: 1 }).map((seq) => {
    const began = performance.now();
    witness.reading.seek(log.entries[seq - 1]!.at); // there are 10,000
    const ms = performance.now() - began;
    expect(witness.seq).toBe(seq);
    expect(witness.reading.state.updates.size).toBe(seq - 1);
    return ms;
  });
  took.sort((a, b) => a - b);
  console.info(`a seek among 10,000 entries: ${took[100]?.toFixed(2)} ms, ${took[198]?.toFixed(2)} ms at p99`);
});

test('a longer log is loaded up to a limit, and where its reader goes', async () => {
  const log = new LongLog(WHOLE_ENTRIES + 3_000);
  const witness = playerOf(log);
  const loaded = () => witness.reading.timeline(1)?.buckets[0]?.updates ?? 0;
  await witness.until(() => loaded() >= WHOLE_ENTRIES - 1, 'it is not loaded');
  const { pages } = log;
  expect(pages).toBe(WHOLE_ENTRIES / 500);
  witness.reading.seek(log.entries[WHOLE_ENTRIES + 2_000]!.at);
  await witness.until(() => witness.seq === WHOLE_ENTRIES + 2_001, 'it does not come there');
  expect(log.pages).toBe(pages + 1);
  expect(witness.reading.state.updates.size).toBeGreaterThanOrEqual(500);
  expect(witness.reading.timeline(1)?.whole).toBe(false);
  witness.reading.seek(log.entries[4_000]!.at); // it is loaded
  await witness.until(() => witness.seq === 4_001, 'it does not come back');
  expect(log.pages).toBe(pages + 1);
  expect(witness.reading.state).toEqual(fold(EMPTY, log.entries.slice(0, 4_001)));
});

test('a replay at a thousand times its pace has the pages before it needs them', async () => {
  const log = new LongLog(WHOLE_ENTRIES + 3_000);
  const witness = playerOf(log);
  const loaded = () => witness.reading.timeline(1)?.buckets[0]?.updates ?? 0;
  await witness.until(() => loaded() >= WHOLE_ENTRIES - 1, 'it is not loaded');
  witness.reading.setSpeed(1_000);
  witness.reading.seek(log.entries[WHOLE_ENTRIES - 100]!.at); // 6 s of play before the end of what is loaded
  witness.reading.resume();
  await witness.until(() => loaded() > WHOLE_ENTRIES, 'it does not load ahead');
  expect(witness.statuses.map(({ name }) => name)).not.toContain('loading');
  expect(witness.seq).toBeLessThan(WHOLE_ENTRIES);
});
