import type { Disk } from '../disk.ts';
import type { Loss } from '../history.ts';
import type { Reader } from '../reader.ts';
import type { Recorder } from '../recorder.ts';
import type { Site } from '../site.ts';
import type { Writers } from '../writers.ts';

/**
 * What a fault needs under it. `usual`: Redis with `appendfsync always`. `always`, `everysec`: on a small disk of its own, with
 * what it has synced noted, and a clock that can be set. `lossy`: one whose logs may be lost by hand. `sentinels`, `cluster`: several
 * Redis that take over from each other, and a write is acknowledged when all replicas of a master have it.
 */
export type Ground = 'usual' | 'always' | 'everysec' | 'lossy' | 'sentinels' | 'cluster';

/** What a fault is done to, while the load goes on. */
export type Scene = {
  site: Site;
  /** On the grounds that have one. */
  disk?: Disk;
  writers: Writers;
  readers: readonly Reader[];
  recorder: Recorder;
  /** Of the run's seed. */
  random: () => number;
  briefings: readonly string[];
  /** A soak takes the time and the numbers of the table; a test takes a part of both. */
  length: 'brief' | 'full';
  /** Fails the row when something that it promises does not hold. */
  expect(holds: boolean, what: string): void;
};

type Described = { id: string; fault: string; how: string; expectation: string };

/**
 * One row of the table. `inject` does the fault once and resolves when it is healed, with what may have been lost by then;
 * in a soak it is done again and again for `seconds`. A row that is done `elsewhere` says where, or what was tried.
 */
export type Row = Described &
  ({ ground: Ground; seconds: number; inject: (scene: Scene) => Promise<Loss | undefined> } | { elsewhere: string });
export type Injected = Extract<Row, { ground: Ground }>;

export function someOf<T>(list: readonly T[], random: () => number): T {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new Error('There is nothing to choose from');
  return one;
}
