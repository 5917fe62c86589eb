import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { REPLAYS } from '../src/protocol/limits.ts';
import { TimeAxis } from '../src/protocol/time-axis.ts';
import { startRedis } from '../tests/kit/redis.ts';
import { momentsOf, writePast } from './replay-briefing.ts';
import { Lateness } from './replay-figures.ts';
import { ThinReader } from './replay-reader.ts';
import { play, tapeOf } from './replay-schedule.ts';

/** How late entries come when a thousand replays are paced at once: by a gateway, and by the clients' own machine. */

/** The briefing is as long as takes this to play, ms: with what is around it, the whole run is under a minute. */
const PLAYED_MS = 20_000;
/** Readers do not come all at once: they begin over this time, ms. */
const SPREAD_MS = 3_000;
/** Whatever happens, this is the end, ms. */
const PATIENCE_MS = 58_000;

const { values } = parseArgs({
  options: {
    replays: { type: 'string', default: '1000' },
    entries: { type: 'string', default: '500' },
    speed: { type: 'string', default: '60' },
    minute: { type: 'boolean', default: false },
  },
});
const [replays, entries, speed] = [Number(values.replays), Number(values.entries), Number(values.speed)];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const usage = (used: number, took: number) =>
  `${(used / 1_000).toFixed(1)} s of CPU in ${(took / 1_000).toFixed(1)} s: ${((100 * used) / took).toFixed(0)} % of a core`;

/** What a replay begun at a time has got, measured against when it was due. */
function measuring(axis: TimeAxis, moments: readonly number[], lateness: Lateness, done: () => void) {
  let began: number | undefined;
  const early: [through: number, came: number][] = [];
  let counted = 0;
  const count = (through: number, came: number, start: number) => {
    for (; counted < through; counted += 1) lateness.add(came, start + axis.playedAt(moments[counted] ?? 0));
    if (counted === moments.length) done();
  };
  return {
    began(at: number) {
      began = at;
      for (const [through, came] of early) count(through, came, at);
    },
    took(_after: number, through: number) {
      const came = performance.now();
      if (began === undefined) early.push([through, came]);
      else count(through, came, began);
    },
  };
}

/** What has been started, to be ended whatever happens. */
const stops: (() => unknown)[] = [];

async function end(code: number, why?: string): Promise<never> {
  if (why) console.error(why);
  await Promise.all(stops.map((stop) => stop()));
  process.exit(code);
}

/** A process that answers every message with one. */
function start(
  script: string,
  ...args: string[]
): { child: ChildProcess; heard: () => Promise<unknown>; ask: () => Promise<unknown> } {
  const child = fork(new URL(script, import.meta.url), args);
  stops.push(() => child.connected && child.disconnect());
  child.once('exit', (code) => code !== 0 && end(1, `${script} ended before its time`));
  const heard = async () => (await once(child, 'message'))[0];
  return {
    child,
    heard,
    ask() {
      child.send('?');
      return heard();
    },
  };
}

async function byTheGateway(moments: readonly number[], idle: () => Promise<unknown>): Promise<void> {
  if (replays > REPLAYS) throw new Error(`A gateway paces ${REPLAYS} replays; ask for no more`);
  const redis = await startRedis();
  stops.push(() => redis.stop());
  await writePast(redis.url, 'day', moments);
  const gateway = start('replay-gateway.ts', redis.url);
  const port = Number(await gateway.heard());
  const axis = new TimeAxis({ speed }, moments);
  const lateness = new Lateness();
  let unfinished = replays;
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const readers: { reader: ThinReader; measured: ReturnType<typeof measuring> }[] = [];
  for (let count = 0; count < replays; count += 1) {
    const measured = measuring(axis, moments, lateness, () => {
      unfinished -= 1;
      if (unfinished === 0) finish();
    });
    readers.push({ reader: await ThinReader.connect(port, measured.took), measured });
  }
  await idle();
  const [cpu, began] = [Number(await gateway.ask()), performance.now()];
  for (const { reader, measured } of readers) {
    reader.replay({ briefing: 'day', speed }).then(measured.began);
    await pause(SPREAD_MS / replays);
  }
  await finished;
  const [took, cpuUsed] = [performance.now() - began, Number(await gateway.ask()) - cpu];
  console.log(`by the gateway   ${lateness} entries`);
  console.log(`  meanwhile      ${await idle()} wakings of an idle process`);
  console.log(
    `  its process    ${usage(cpuUsed, took)}, ${((1_000 * cpuUsed) / lateness.count).toFixed(0)} µs an entry`,
  );
  for (const { reader } of readers) reader.close();
  gateway.child.disconnect();
  await once(gateway.child, 'exit');
}

async function byTheClient(moments: readonly number[], idle: () => Promise<unknown>): Promise<void> {
  await idle();
  const tape = tapeOf(moments);
  const axis = new TimeAxis({ speed }, moments);
  const lateness = new Lateness();
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  const playing: Promise<void>[] = [];
  for (let count = 0; count < replays; count += 1) {
    const measured = measuring(axis, moments, lateness, () => {});
    measured.began(performance.now());
    playing.push(play(tape, speed, measured.took));
    await pause(SPREAD_MS / replays);
  }
  await Promise.all(playing);
  const { user, system } = process.cpuUsage(cpu);
  const [used, took] = [(user + system) / 1_000, performance.now() - start];
  console.log(`by the client    ${lateness} entries`);
  console.log(`  meanwhile      ${await idle()} wakings of an idle process`);
  console.log(`  its process    ${usage(used, took)}`);
}

/** One replay for a minute of a real clock: whether lateness adds up. */
async function forAMinute(): Promise<void> {
  const moments = momentsOf(600, 60_000);
  const axis = new TimeAxis({ speed: 1 }, moments);
  const lateness = new Lateness();
  const measured = measuring(axis, moments, lateness, () => {});
  const start = performance.now();
  measured.began(start);
  await play(tapeOf(moments), 1, measured.took);
  console.log(
    `a minute, alone   ${lateness} entries; the last came ${(performance.now() - start - 60_000).toFixed(1)} ms late`,
  );
}

if (values.minute) await forAMinute();
else {
  setTimeout(() => end(1, `It did not come to its end in ${PATIENCE_MS / 1_000} s`), PATIENCE_MS).unref();
  const moments = momentsOf(entries, PLAYED_MS * speed);
  console.log(`${replays} replays of ${entries} entries at ${speed} times: |actual − due|`);
  const idle = start('replay-idle.ts');
  await byTheGateway(moments, idle.ask);
  await byTheClient(moments, idle.ask);
  await end(0);
}
