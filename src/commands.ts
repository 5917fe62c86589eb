import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { type Config, readConfig } from './runtime/config.ts';
import { editorKey } from './runtime/editor-key.ts';
import { startEmbeddedRedis } from './runtime/embedded-redis.ts';
import { createJournal, type Journal } from './runtime/logging.ts';
import { isOneOfMany, startProcesses } from './runtime/processes.ts';
import { connect, ready } from './runtime/redis.ts';
import { checkRedis, type Durability } from './runtime/redis-check.ts';
import { createShutdown, onSignals, type Shutdown } from './runtime/shutdown.ts';
import { supervise } from './runtime/supervisor.ts';
import { openSample } from './sample.ts';
import type { Role, Service } from './service.ts';

/** How long a gateway that closes takes to send its readers away, ms: under what an orchestrator waits before it kills. */
const SPREAD_MS = 2_000;
/** A Redis that cannot be reached for so long when we start is a mistake in its address, or is down. */
const REACHED_MS = 5_000;
/** More processes than any machine has cores are a slip of the hand. */
const PROCESSES = 256;
const WORKER = join(import.meta.dirname, '../workers/main.ts');
const SAMPLE = join(import.meta.dirname, '../examples/night-ferry.txt');

type Run = { config: Config; journal: Journal; shutdown: Shutdown };

/** `start`, `gateway`, `ingest` and `worker`: each a process of the service. */
export function addServerCommands(program: Command, process: NodeJS.Process): void {
  program
    .command('start')
    .description('everything: readers, newsroom and a worker; with a Redis of its own unless REDIS_URL is set')
    .action(() => run(process, startAll));
  program
    .command('gateway')
    .description('serves readers: pages, the read API, sockets')
    .option('--processes <count>', 'as many processes on the same port: one for each core', processCount, 1)
    .action(({ processes }: { processes: number }) =>
      run(process, (running) => {
        if (processes === 1 || isOneOfMany()) return startRole(running, 'gateway');
        return startMany(running, processes);
      }),
    );
  program
    .command('ingest')
    .description('serves the newsroom: the write API')
    .action(() => run(process, (running) => startRole(running, 'ingest')));
  program
    .command('worker')
    .description('cuts articles and publishes their segments')
    .action(async () => void (await import('../workers/main.ts')));
}

/** Starts a process; what keeps it from starting is said in a sentence, and what had been started is ended. */
async function run(process: NodeJS.Process, start: (running: Run) => Promise<void>): Promise<void> {
  const read = readConfig(process.env);
  if (!read.ok) return fail(process, read.faults);
  const journal = createJournal(read.config.logLevel);
  const shutdown = createShutdown({ journal });
  onSignals(process, shutdown);
  try {
    await start({ config: read.config, journal, shutdown });
  } catch (error) {
    await shutdown.run('it could not start');
    fail(process, [error instanceof Error ? error.message : String(error)]);
  }
}

function fail(process: NodeJS.Process, faults: readonly string[]): void {
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exit(1);
}

async function startAll({ config, journal, shutdown }: Run): Promise<void> {
  const redisUrl = config.redisUrl ?? (await embeddedRedis(config, journal, shutdown));
  await refuseUnfit(redisUrl, config.durability, journal);
  const env = { ...process.env, REDIS_URL: redisUrl };
  const service = await serve(['gateway', 'ingest'], redisUrl, { config, journal, shutdown });
  const random = Math.random;
  const clock = () => performance.now();
  const worker = supervise(WORKER, { env, journal, random, clock });
  shutdown.phase('worker', worker.stop, { limitMs: 10_000 });
  await worker.ready;
  const sample = await openSample(service, SAMPLE, Date.now);
  const first = sample ? `\n  a sample briefing   ${service.url}/briefings/${sample}` : '';
  process.stdout.write(`Dateline is ready.\n\n  briefings           ${service.url}/${first}\n`);
  process.stdout.write(
    `  the editor key      ${service.key}\n\nCtrl-C ends it. What it has taken in is kept in ${resolve(config.dataFolder)}\n`,
  );
}

async function startRole({ config, journal, shutdown }: Run, role: Role): Promise<void> {
  if (config.redisUrl === undefined)
    throw new Error(`REDIS_URL is not set: a ${role} has no Redis of its own; "start" has.`);
  await refuseUnfit(config.redisUrl, config.durability, journal);
  const service = await serve([role], config.redisUrl, { config, journal, shutdown });
  process.stdout.write(`The ${role} is ready: ${service.url}\n`);
}

/** Each process is a gateway of its own, with its own feeds, and says when it is ready. */
async function startMany({ journal, shutdown }: Run, count: number): Promise<void> {
  const processes = startProcesses(count, { journal, random: Math.random, clock: () => performance.now() });
  shutdown.phase('processes', processes.stop, { limitMs: 2 * SPREAD_MS + 6_000 });
}

function processCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= PROCESSES) return count;
  throw new InvalidArgumentError(`It has to be a whole number from 1 to ${PROCESSES}.`);
}

async function serve(
  roles: readonly Role[],
  redisUrl: string,
  { config, journal, shutdown }: Run,
): Promise<Service & { key: string }> {
  // A gateway takes no writes: it needs no key, and must not make one up.
  const made = () => editorKey(config.dataFolder, randomBytes);
  const key = roles.includes('ingest') ? (config.editorKey ?? (await made())) : '';
  // Loaded when it is needed: a reader's command does without it, and starts in half the time.
  const { startService } = await import('./service.ts');
  const queueUrl = config.queueUrl ?? redisUrl;
  const running = { roles, redisUrl, queueUrl, key, spreadMs: SPREAD_MS, journal, shutdown };
  const service = await startService({ ...config, ...running });
  return { ...service, key };
}

async function embeddedRedis({ dataFolder }: Config, journal: Journal, shutdown: Shutdown): Promise<string> {
  const redis = await startEmbeddedRedis({ folder: dataFolder, journal });
  shutdown.phase('Redis', () => redis.stop(), { limitMs: 12_000 });
  return redis.url;
}

/** A Redis that evicts or forgets would lose what readers were shown: better not to start. */
async function refuseUnfit(url: string, durability: Durability, journal: Journal): Promise<void> {
  const redis = connect(url, 'jobs', { journal });
  const away = pause(REACHED_MS, ['Redis cannot be reached: see REDIS_URL, and whether it runs.'], { ref: false });
  const faults = await Promise.race([ready(redis).then(() => checkRedis(redis, Date.now, durability)), away]);
  redis.disconnect();
  if (faults.length > 0) throw new Error(faults.join('\n'));
}
