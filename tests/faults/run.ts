import { check, type Verdict } from './checker.ts';
import type { Disk } from './disk.ts';
import { figuresOf, jobsOf, lookInside, rawLog, readOver } from './ending.ts';
import type { Line } from './history.ts';
import { mastersOf } from './house.ts';
import { type Reader, startReader, startSdkReader } from './reader.ts';
import { createRecorder, type Recorder, randomFrom } from './recorder.ts';
import type { Injected, Scene } from './rows/row.ts';
import type { Site } from './site.ts';
import { comes, pause } from './time.ts';
import { Writers } from './writers.ts';

export type RunOptions = {
  site: Site;
  disk?: Disk;
  rows: readonly Injected[];
  seed: number;
  length: 'brief' | 'full';
  /** Told of each row as it begins. */
  say?: (text: string) => void;
};
/** `journals`: what each process wrote to its own, by its name. */
export type Ran = {
  verdict: Verdict;
  lines: readonly Line[];
  broken: readonly string[];
  journals: ReadonlyMap<string, readonly string[]>;
};

const BRIEFINGS = ['storm', 'flood', 'night'];
/** What a machine of two cores carries besides the tests; and what FAULTS asks for. */
const LOADS = {
  brief: { articlesPerSecond: 3, stay: 2, roam: 2, replay: 1, sdk: 1, quietMs: 2_500, patienceMs: 25_000 },
  full: { articlesPerSecond: 10, stay: 21, roam: 5, replay: 2, sdk: 2, quietMs: 15_000, patienceMs: 90_000 },
} as const;
const SEGMENTS = 5;
/** All that was accepted is out after so long, ms, once nothing is wrong any more. */
const SETTLED_MS = 30_000;

/** Lets faults happen under load, one after the other; then silence, and a look at everything that was written down. */
export async function run({ site, disk, rows, seed, length, say = () => {} }: RunOptions): Promise<Ran> {
  const recorder = createRecorder();
  const random = randomFrom(seed);
  recorder.write({ type: 'run', at: recorder.now(), seed, what: rows.map(({ id }) => id).join(' ') });
  const load = LOADS[length];
  const writers = new Writers({
    url: () => site.writersUrl,
    recorder,
    random,
    briefings: BRIEFINGS,
    articlesPerSecond: load.articlesPerSecond,
    segments: SEGMENTS,
    editors: 2,
    patienceMs: load.patienceMs,
  });
  await writers.open();
  const readers = crowd(site, recorder, load);
  const roaming = roam(readers.slice(0, load.roam), random);
  writers.start();
  await comes(() => readers.every(({ seq }) => seq > 1), 10_000);
  await figuresOf(site, 'before', recorder);
  const broken: string[] = [];
  const expect = (holds: boolean, what: string) => void (holds || broken.push(what));
  const scene: Scene = {
    site,
    ...(disk && { disk }),
    writers,
    readers,
    recorder,
    random,
    briefings: BRIEFINGS,
    length,
    expect,
  };
  for (const row of rows) await inject(row, scene, broken, say);
  await roaming();
  const isSeen = await lookAtTheEnd(scene, load.quietMs, broken).then(
    () => true,
    (error) => void broken.push(`nobody knows how it ended: ${error instanceof Error ? error.stack : error}`),
  );
  for (const reader of readers) reader.end();
  const { lines } = recorder;
  const journals = new Map(site.parts.map(({ name, journal }) => [name, journal]));
  // A history without its end says nothing of what is missing from it.
  return { verdict: check(isSeen ? lines : lines.slice(0, 1)), lines, broken, journals };
}

async function lookAtTheEnd(scene: Scene, quietMs: number, broken: string[]): Promise<void> {
  const { site, recorder } = scene;
  await silence(scene, quietMs, broken);
  await ending(scene, broken);
  for (const line of await Promise.all(BRIEFINGS.map((briefing) => rawLog(site.admin, briefing, recorder.now()))))
    recorder.write(line);
}

type Load = (typeof LOADS)[keyof typeof LOADS];

function crowd({ readersUrl: url }: Site, recorder: Recorder, load: Load): Reader[] {
  const { stay, roam, replay, sdk } = load;
  const briefing = (at: number) => BRIEFINGS[at % BRIEFINGS.length] ?? '';
  const some = <T>(count: number, make: (at: number) => T) => Array.from({ length: count }, (_, at) => make(at));
  const reads = (by: string, at: number, from = 0) => ({
    by: `${by} ${at + 1}`,
    url,
    briefing: briefing(at + from),
    recorder,
  });
  return [
    ...some(roam, (at) => startReader(reads('roaming', at), { message: 'follow', from: 'start' })),
    ...some(stay, (at) =>
      startReader(reads('staying', at, roam), { message: 'follow', from: at % 3 === 2 ? 'live' : 'start' }),
    ),
    ...some(replay, (at) => startReader(reads('replaying', at), { message: 'replay', from: 'start' })),
    ...some(sdk, (at) => startSdkReader(reads('widget', at))),
  ];
}

/** Some come and go all the time; gives what ends that, with all of them back. */
function roam(readers: readonly Reader[], random: () => number): () => Promise<void> {
  let over = false;
  const each = readers.map(async (reader) => {
    while (!over) {
      await pause(300 + 700 * random());
      reader.away();
      await pause(200 * random());
      reader.back();
    }
  });
  return async () => {
    over = true;
    await Promise.all(each);
  };
}

async function inject(row: Injected, scene: Scene, broken: string[], say: (text: string) => void): Promise<void> {
  const { recorder, site } = scene;
  const until = recorder.now() + (scene.length === 'full' ? row.seconds * 1_000 : 0);
  say(`${row.id} ${row.fault}`);
  do {
    const start = recorder.now();
    try {
      const loses = await row.inject({ ...scene, expect: (holds, what) => scene.expect(holds, `${row.id}: ${what}`) });
      const line = { type: 'fault', fault: row.id, target: row.fault, start, end: recorder.now() } as const;
      recorder.write(loses ? { ...line, loses } : line);
    } catch (error) {
      broken.push(`${row.id} could not be done: ${error instanceof Error ? error.stack : error}`);
    }
    for (const part of site.parts) if (part.up === false) broken.push(`${row.id} left ${part.name} down`);
    await pause(scene.length === 'full' ? 1_000 * scene.random() : 50);
  } while (recorder.now() < until);
}

/** All is healed; whatever was begun ends; the last update comes while the links are down; then nothing for a while. */
async function silence({ site, writers, readers, recorder }: Scene, quietMs: number, broken: string[]): Promise<void> {
  await writers.stop();
  const isSettled = async () => {
    const { active, due } = await jobsOf(site.admin);
    return active === 0 && due === 0;
  };
  if (!(await comes(isSettled, SETTLED_MS))) broken.push('what was accepted is not out in the end');
  const start = recorder.now();
  for (const redis of mastersOf(site.admin)) await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  for (const briefing of BRIEFINGS) await writers.publish('editor 1', briefing);
  recorder.write({ type: 'fault', fault: 'F20', target: 'the last update', start, end: recorder.now() });
  await pause(quietMs);
  for (const reader of readers) reader.end();
}

/** Those who come when all is over, and a look at every place where something could be left. */
async function ending({ site, recorder }: Scene, broken: string[]): Promise<void> {
  const fresh = BRIEFINGS.flatMap((briefing, at) => {
    const reads = { by: `fresh ${at + 1}`, url: site.readersUrl, briefing, recorder };
    return [
      startReader(reads, { message: 'follow', from: 'start' }),
      startReader({ ...reads, by: `fresh replay ${at + 1}` }, { message: 'replay', from: 'start' }),
    ];
  });
  for (const briefing of BRIEFINGS) {
    for (const { name, port } of site.gateways)
      await readOver(`http://127.0.0.1:${port}`, name, briefing, recorder).catch((error: unknown) => {
        broken.push(`${name} cannot be asked for ${briefing}: ${error}`);
      });
    await lookInside(site.admin, briefing, recorder);
  }
  const heads = new Map(
    await Promise.all(BRIEFINGS.map(async (one) => [one, await site.admin.xlen(`dl:{${one}}:log`)] as const)),
  );
  await comes(() => fresh.every(({ seq, briefing }) => seq >= (heads.get(briefing) ?? 0)), 10_000);
  for (const reader of fresh) reader.end();
  recorder.write({ type: 'jobs', at: recorder.now(), ...(await jobsOf(site.admin)) });
  await figuresOf(site, 'after', recorder).catch((error: unknown) => void broken.push(`a process is gone: ${error}`));
}
