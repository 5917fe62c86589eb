import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Arrow, startArrow, textOf, until } from '../queue/arrow.ts';

const HARNESS = join(import.meta.dirname, '../queue/worker-process.ts');
const KILLER = join(import.meta.dirname, '../queue/kill-at.ts');

type Finished = (end: () => Promise<void>) => void;

/** A log of this test's own, which runs beside others, and its workers: they end with it. */
async function storm(onTestFinished: Finished) {
  const arrow = await startArrow();
  const children = new Set<ChildProcess>();
  onTestFinished(async () => {
    for (const child of children) child.kill('SIGKILL');
    await arrow.stop();
  });
  await arrow.open();
  const spawn = async (killAt?: string) => {
    const child = await spawnWorker(arrow, killAt);
    children.add(child);
    return child;
  };
  return { ...arrow, spawn };
}

/** A worker process; with a place to die at, it ends there. */
async function spawnWorker({ redis }: Arrow, killAt?: string): Promise<ChildProcess> {
  const child = fork(HARNESS, {
    env: { ...process.env, REDIS_URL: redis.url, ...(killAt && { KILL_AT: killAt }) },
    execArgv: killAt ? ['--import', KILLER] : [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await Promise.race([once(child, 'message'), once(child, 'exit')]);
  return child;
}

const ended = async (child: ChildProcess) => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
};

const texts = (article: string, count: number) => Array.from({ length: count }, (_, at) => textOf(article, at));
/** They are sent fifty at a time. */
const SEGMENTS = 120;

/** Every place where one step is done and the next is not. */
const places = [
  ['before dlCutArticle 1', 'after dlCutArticle 1', 'before dlAppend 1', 'after dlAppend 1'],
  ['before dlTakeSegment 1', 'after dlAppend 7', 'after dlTakeSegment 1', 'after dlAppend 57'],
  [`after dlAppend ${SEGMENTS}`, 'after dlTakeSegment 3'],
  ['before moveToFinished 1', 'after moveToFinished 1', 'after moveToActive 1'],
];

for (const row of places)
  test.for(row)(
    'killed %s, each segment is in the log once, in order',
    { concurrent: true },
    async (place, { onTestFinished }) => {
      const arrow = await storm(onTestFinished);
      await arrow.handIn('a', SEGMENTS);
      await ended(await arrow.spawn(place));
      await arrow.spawn();
      await arrow.done('a');
      expect(await arrow.published('a')).toEqual(texts('a', SEGMENTS));
    },
  );

const OLD = ['harbour', 'ferry', 'school', 'tree', 'road', 'fire'].map(
  (word) => `The ${word} is closed until noon, says the ${word} office.`,
);
/** One is removed, two are said in other words, two are new. */
const NEXT = [
  `${OLD[0]} So it was.`,
  'A shelter is open.',
  OLD[2],
  `${OLD[3]} So it was.`,
  OLD[4],
  OLD[5],
  'Soup is free.',
];

for (const place of [
  'after dlCutArticle 1',
  'after dlRetract 1',
  'after dlAppend 1',
  'after dlAppend 3',
  'after dlTakeSegment 2',
])
  test(`killed ${place} of a next version, what changed is in the log once`, { concurrent: true }, async ({
    onTestFinished,
  }) => {
    const arrow = await storm(onTestFinished);
    const first = await arrow.spawn();
    await arrow.handIn('living', 0, { body: OLD.join('\n\n') });
    await arrow.done('living');
    const ends = once(first, 'exit');
    first.kill();
    await ends;
    const before = (await arrow.entries()).length;
    await arrow.handIn('living', 0, { body: NEXT.join('\n\n'), request: 'second' });
    await ended(await arrow.spawn(place));
    await arrow.spawn();
    await arrow.done('living');
    const added = (await arrow.entries()).slice(before);
    const ids = added.map((entry) => ('update' in entry ? `${entry.type} ${entry.update.id}` : entry.type));
    expect(ids).toEqual([
      'retracted',
      'revised living.0',
      'published living.6',
      'revised living.3',
      'published living.7',
    ]);
    const { updates } = await arrow.state();
    const texts = [...updates.values()].flatMap((update) => ('text' in update ? [update.text] : []));
    expect(texts.sort()).toEqual(NEXT.toSorted());
  });

test('killed again and again between the log and its note of it, it still gets on', { concurrent: true }, async ({
  onTestFinished,
}) => {
  const arrow = await storm(onTestFinished);
  await arrow.handIn('worn', SEGMENTS);
  for (let deaths = 0; deaths < 6; deaths++) await ended(await arrow.spawn('after dlAppend 2'));
  await arrow.spawn();
  await arrow.done('worn');
  expect(await arrow.published('worn')).toEqual(texts('worn', SEGMENTS));
});

test('killed in the middle of a paced article, the rest comes, and nothing before its time', {
  concurrent: true,
}, async ({ onTestFinished }) => {
  const arrow = await storm(onTestFinished);
  const worker = await arrow.spawn();
  const base = Date.now();
  await arrow.handIn('paced', 20, { pace: 200, base });
  await arrow.reaches('paced', (status) => (status?.published ?? 0) >= 5);
  worker.kill('SIGKILL');
  await arrow.spawn();
  await arrow.done('paced');
  expect(await arrow.published('paced')).toEqual(texts('paced', 20));
  const published = (await arrow.entries()).filter(({ type }) => type === 'published');
  for (const [at, entry] of published.entries()) expect(Date.parse(entry.at)).toBeGreaterThanOrEqual(base + at * 200);
});

test('a worker that was frozen past its lock wakes to work that another has done', { concurrent: true }, async ({
  onTestFinished,
}) => {
  const arrow = await storm(onTestFinished);
  const frozen = await arrow.spawn();
  await arrow.handIn('frozen', 30, { pace: 40 });
  await arrow.reaches('frozen', (status) => (status?.published ?? 0) >= 5);
  frozen.kill('SIGSTOP');
  await arrow.spawn();
  await arrow.done('frozen');
  frozen.kill('SIGCONT');
  await arrow.handIn('after', 5);
  await arrow.done('after');
  expect(await arrow.published('frozen')).toEqual(texts('frozen', 30));
  expect(await arrow.published('after')).toEqual(texts('after', 5));
});

test('two workers share what there is, and one is killed now and then: nothing is lost or doubled', async ({
  onTestFinished,
}) => {
  const arrow = await storm(onTestFinished);
  let victim = await arrow.spawn();
  await arrow.spawn();
  const names = Array.from({ length: 30 }, (_, at) => `a${at}`);
  for (const [at, name] of names.entries()) await arrow.handIn(name, 20, { pace: at % 3 === 0 ? 40 : 0 });
  for (let deaths = 0; deaths < 3; deaths++) {
    victim.kill('SIGKILL');
    victim = await arrow.spawn();
  }
  for (const name of names) await arrow.done(name);
  for (const name of names) expect(await arrow.published(name)).toEqual(texts(name, 20));
  expect(await arrow.client.zrange('dl:due', '0', '-1')).toEqual([]);
  await until(
    async () => (await arrow.client.llen('{dateline}:articles:active')) === 0,
    10_000,
    async () => 'jobs are active',
  );
});
