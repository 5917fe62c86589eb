import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../client/clock.ts';
import { Following } from '../../client/following.ts';
import { Player } from '../../client/player.ts';
import { Pages } from '../../client/sources/pages.ts';
import type { Hears, Source } from '../../client/sources/source.ts';
import { bookmarkIn } from '../../client/visits.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { snapshotOf } from '../../src/protocol/snapshot.ts';
import { LongLog } from './long-log.ts';
import { EPOCH, STORM } from './samples.ts';
import { Surroundings } from './surroundings.ts';
import { Witness } from './witness.ts';

const SINCE = '2026-01-31T09:00:00.000Z';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A gateway of a long log, and its hand to say with how it is with it. */
function gateway() {
  const log = new LongLog(10);
  let hears: Hears | undefined;
  const open: Source['open'] = (listener) => {
    hears = listener;
    log.source.open(listener);
  };
  return {
    log,
    source: { ...log.source, open },
    /** What a log of ten has after the fifth entry. */
    rest: () => {
      const [after, through] = [log.cursorOf(5), log.head];
      hears?.message('batch', { briefing: STORM, after, through, entries: log.entries.slice(5) });
    },
    stale: (since: string | null) => hears?.message('stale', { briefing: STORM, since }),
    replace: () => {
      hears?.lost();
      hears?.connected();
    },
  };
}

const given = { clock: systemClock, random: () => 0, bookmark: bookmarkIn(undefined, STORM) };

function opened<Kind extends Following | Player>(reading: Kind): { witness: Witness<Kind>; told: (string | null)[] } {
  const told: (string | null)[] = [];
  stops.push(() => reading.close());
  reading.on('stale', (since) => told.push(since));
  const witness = new Witness<Kind>(reading);
  reading.begin();
  return { witness, told };
}

test('a follower is stale, and not live, while its gateway does not reach the log', async () => {
  const { source, stale } = gateway();
  const { witness, told } = opened(new Following(STORM, { from: 'live', last: undefined }, { ...given, source }));
  await witness.becomes('live');
  stale(SINCE);
  expect(witness.reading.status).toEqual({ name: 'stale', since: SINCE });
  stale(SINCE);
  stale(null);
  expect([witness.reading.status.name, told]).toEqual(['live', [SINCE, null]]);
});

test('another gateway is taken for fresh until it says that it is not', async () => {
  const { source, stale, replace } = gateway();
  const { witness, told } = opened(new Following(STORM, { from: 'live', last: undefined }, { ...given, source }));
  await witness.becomes('live');
  stale(SINCE);
  replace();
  expect(witness.reading.status.name).not.toBe('live');
  await witness.becomes('live');
  expect(told).toEqual([SINCE, null]);
});

test('a player says that it is stale where it would say that it is live, and tells of it everywhere', async () => {
  const { log, source, stale } = gateway();
  const pages = new Pages('http://nowhere', { fetch: log.fetch, clock: systemClock });
  const start = { from: 'live', last: 50, pace: { speed: 1 }, edge: 0 } as const;
  const player = new Player(STORM, start, { ...given, source, pages, environment: new Surroundings() });
  const { witness, told } = opened(player);
  await witness.becomes('live');
  player.pause();
  stale(SINCE);
  expect([player.status.name, told]).toEqual(['paused', [SINCE]]);
  player.goLive();
  expect(player.status).toEqual({ name: 'stale', since: SINCE });
  stale(null);
  expect(player.status.name).toBe('live');
});

test('a player that catches up with a stale gateway is stale when it is there', async () => {
  const { log, source, stale, rest } = gateway();
  const pages = new Pages('http://nowhere', { fetch: log.fetch, clock: systemClock });
  const snapshot = snapshotOf(fold(EMPTY, log.entries.slice(0, 5)), EPOCH);
  const start = { from: 'live', last: 50, snapshot, pace: { speed: 1 }, edge: 0 } as const;
  const player = new Player(STORM, start, { ...given, source, pages, environment: new Surroundings() });
  const { witness } = opened(player);
  await witness.reaches(5);
  await Promise.resolve(); // the answer to `follow`
  stale(SINCE);
  rest();
  expect([player.status, witness.seqs]).toEqual([{ name: 'stale', since: SINCE }, [6, 7, 8, 9, 10]]);
});
