import { setTimeout } from 'node:timers/promises';
import { REPLAYS } from '../src/protocol/limits.ts';
import { TimeAxis } from '../src/protocol/time-axis.ts';
import { startRedis } from '../tests/kit/redis.ts';
import { type Child, start } from './child-process.ts';
import { pause } from './figures.ts';
import type { Figures, Options } from './measure.ts';
import { pin } from './pinning.ts';
import { cpuMsOf } from './process-figures.ts';
import { momentsOf, writePast } from './replay-briefing.ts';
import { Lateness } from './replay-figures.ts';
import { ThinReader } from './replay-reader.ts';
import { play, tapeOf } from './replay-schedule.ts';
import type { System } from './systems.ts';

/** Times the briefing's own pace. */
const SPEED = 60;
/** Readers do not come all at once: they begin over this time, ms. */
const SPREAD_MS = 3_000;
/** What is not over so long after its time, ms, is not measured. */
const PATIENCE_MS = 30_000;

type Course = { moments: readonly number[]; axis: TimeAxis; replays: number; idle: Child };

/**
 * How late entries come when a thousand replays are paced at once: by a gateway, and by the clients' own machine. `clients` is
 * the number of replays; the briefing has as many entries as come at `rate` within `seconds` of play.
 */
export async function replay(_: System, { clients, seconds, rate }: Options): Promise<Figures> {
  if (clients > REPLAYS) throw new Error(`A gateway paces ${REPLAYS} replays; ask for no more`);
  const moments = momentsOf(seconds * rate, seconds * 1_000 * SPEED);
  pin('others', process.pid);
  const idle = start('others', 'replay-idle.ts');
  try {
    const course = { moments, axis: new TimeAxis({ speed: SPEED }, moments), replays: clients, idle };
    return { ...(await byTheGateway(course)), ...(await byTheClient(course)) };
  } finally {
    await idle.stop();
  }
}

export function replayLoad({ clients, seconds, rate }: Options): string {
  return `${clients} replays of ${seconds * rate} entries at ${SPEED} times, ${seconds} s of play, begun over ${SPREAD_MS / 1_000} s; off by: |actual − due|`;
}

async function byTheGateway({ moments, axis, replays, idle }: Course): Promise<Figures> {
  const redis = await startRedis();
  pin('others', redis.pid());
  await writePast(redis.url, 'day', moments);
  const gateway = start('serving', 'replay-gateway.ts', [redis.url]);
  const readers: ThinReader[] = [];
  try {
    const { port } = await gateway.first<{ port: number }>();
    const lateness = new Lateness();
    const measured = Array.from({ length: replays }, () => measuring(axis, moments, lateness));
    for (const { took } of measured) readers.push(await ThinReader.connect(port, took));
    await idle.ask({});
    const [cpu, start] = [cpuMsOf(gateway.pid), performance.now()];
    for (const [at, reader] of readers.entries()) {
      reader.replay({ briefing: 'day', speed: SPEED }).then(measured[at]?.began);
      await pause(SPREAD_MS / replays);
    }
    await inTime(Promise.all(measured.map(({ over }) => over)), axis);
    const [used, took] = [cpuMsOf(gateway.pid) - cpu, performance.now() - start];
    return figures('gateway', lateness, { used, took, idle: await idle.ask<Lateness['figures']>({}) });
  } finally {
    for (const reader of readers) reader.close();
    await gateway.stop();
    await redis.stop();
  }
}

async function byTheClient({ moments, axis, replays, idle }: Course): Promise<Figures> {
  const tape = tapeOf(moments);
  const lateness = new Lateness();
  await idle.ask({});
  const [cpu, start] = [cpuMsOf(process.pid), performance.now()];
  const playing: Promise<void>[] = [];
  for (let count = 0; count < replays; count += 1) {
    const { began, took } = measuring(axis, moments, lateness);
    began(performance.now());
    playing.push(play(tape, SPEED, took));
    await pause(SPREAD_MS / replays);
  }
  await inTime(Promise.all(playing), axis);
  const [used, took] = [cpuMsOf(process.pid) - cpu, performance.now() - start];
  return figures('client', lateness, { used, took, idle: await idle.ask<Lateness['figures']>({}) });
}

/** What a replay begun at a time has got, measured against when it was due. */
function measuring(axis: TimeAxis, moments: readonly number[], lateness: Lateness) {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  let start: number | undefined;
  const early: [through: number, came: number][] = [];
  let counted = 0;
  const count = (through: number, came: number, from: number) => {
    for (; counted < through; counted += 1) lateness.add(came, from + axis.playedAt(moments[counted] ?? 0));
    if (counted === moments.length) resolve();
  };
  return {
    over,
    began(at: number) {
      start = at;
      for (const [through, came] of early) count(through, came, at);
    },
    took(_after: number, through: number) {
      const came = performance.now();
      if (start === undefined) early.push([through, came]);
      else count(through, came, start);
    },
  };
}

async function inTime(over: Promise<unknown>, { duration }: TimeAxis): Promise<void> {
  const most = SPREAD_MS + duration + PATIENCE_MS;
  const late = async () => {
    await setTimeout(most, undefined, { ref: false });
    throw new Error(`It did not come to its end in ${most} ms`);
  };
  await Promise.race([over, late()]);
}

type Usage = { used: number; took: number; idle: Lateness['figures'] };

/** `idle`: how late a process was, at the same time, that has nothing to do but to be woken. */
function figures(by: string, lateness: Lateness, { used, took, idle }: Usage): Figures {
  const { p50, p99, most } = lateness.figures;
  return {
    [`${by}: off by, p99, ms`]: p99,
    [`${by}: off by, p50, ms`]: p50,
    [`${by}: off by, maximum, ms`]: most,
    [`${by}: an idle process off by, p99, ms`]: idle.p99,
    [`${by}: CPU, % of a core`]: (100 * used) / took,
    [`${by}: CPU / entry, µs`]: (1_000 * used) / lateness.count,
    [`${by}: entries`]: lateness.count,
  };
}
