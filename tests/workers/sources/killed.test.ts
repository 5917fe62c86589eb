import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rss } from './feed-server.ts';
import { startWatching, type Watching } from './watching.ts';

const HARNESS = join(import.meta.dirname, 'source-worker-process.ts');
const KILLER = join(import.meta.dirname, '../../queue/kill-at.ts');
const ITEMS = 8;
const HOUR = 3_600_000;

const feed = (words = 'Item') =>
  rss(Array.from({ length: ITEMS }, (_, at) => ({ id: `i${at}`, body: `${words} ${at}.` })).reverse());
const texts = Array.from({ length: ITEMS }, (_, at) => `Item ${at}.`);

type Finished = (end: () => Promise<void>) => void;

/** A site and a briefing of this test's own, which runs beside others, and its workers: they end with it. */
async function watched(onTestFinished: Finished) {
  const watching = await startWatching();
  const children = new Set<ChildProcess>();
  onTestFinished(async () => {
    for (const child of children) child.kill('SIGKILL');
    await watching.stop();
  });
  watching.work();
  const spawn = async (killAt?: string) => {
    const child = await spawnWorker(watching, killAt);
    children.add(child);
    return child;
  };
  return { ...watching, spawn };
}

/** A worker process; with a place to die at, it ends there. */
async function spawnWorker({ redis }: Watching, killAt?: string): Promise<ChildProcess> {
  const child = fork(HARNESS, {
    env: { ...process.env, REDIS_URL: redis.url, ...(killAt && { KILL_AT: killAt }) },
    execArgv: killAt ? ['--import', KILLER] : [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await Promise.race([once(child, 'message'), once(child, 'exit')]);
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
}

/** Every place where one step is done and the next is not. */
const places = [
  ['before dlAcceptArticle 1', 'after dlAcceptArticle 4', 'before dlTakeItem 1', 'after dlTakeItem 4'],
  [`after dlTakeItem ${ITEMS}`, 'before dlNoteSource 1', 'after dlNoteSource 1', 'after updateJobScheduler 1'],
];
for (const row of places)
  test.for(row)('killed %s, each item is in the log once', { concurrent: true }, async (place, { onTestFinished }) => {
    const watching = await watched(onTestFinished);
    // An hour from look to look: what comes sooner is the same look, taken over.
    await watching.watch(watching.server.serve('/feed', feed()), { every: HOUR });
    await ended(await watching.spawn(place));
    await watching.spawn();
    await watching.publishes(ITEMS);
    await watching.reaches(({ lookedAt }) => lookedAt !== undefined);
    expect((await watching.texts()).sort()).toEqual(texts);
    expect(await watching.find()).toMatchObject({ taken: ITEMS, failures: 0 });
  });

test('killed while it reads, it is taken over', { concurrent: true }, async ({ onTestFinished }) => {
  const watching = await watched(onTestFinished);
  const { promise: may, resolve: release } = Promise.withResolvers<void>();
  const url = watching.server.answer('/feed', (_, response) => void may.then(() => response.end(feed())));
  await watching.watch(url, { every: HOUR });
  const worker = await watching.spawn();
  await watching.server.until(1);
  worker.kill('SIGKILL');
  release();
  await watching.spawn();
  await watching.publishes(ITEMS);
  expect((await watching.texts()).sort()).toEqual(texts);
});

test('a worker that was frozen past its lock wakes to items that another has taken', { concurrent: true }, async ({
  onTestFinished,
}) => {
  const watching = await watched(onTestFinished);
  const { promise: may, resolve: release } = Promise.withResolvers<void>();
  const url = watching.server.answer('/feed', (_, response) => void may.then(() => response.end(feed())));
  await watching.watch(url, { every: HOUR });
  const frozen = await watching.spawn();
  await watching.server.until(1);
  frozen.kill('SIGSTOP');
  release();
  await watching.spawn();
  await watching.publishes(ITEMS);
  frozen.kill('SIGCONT');
  await watching.watch(watching.server.serve('/feed', feed()), { every: HOUR, pace: 1 }); // another look, by either
  await watching.reaches(({ lookedAt }) => lookedAt !== undefined);
  expect((await watching.texts()).sort()).toEqual(texts);
  expect(await watching.find()).toMatchObject({ taken: ITEMS });
});
