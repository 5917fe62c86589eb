import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startArrow, textOf, until } from '../queue/arrow.ts';

const SEGMENTS = 30;
const BOUND_MS = 60_000;

test(
  'a Redis that goes back to an earlier moment gets the rest of an article in order from there',
  async ({ onTestFinished }) => {
    const arrow = await startArrow({ appendfsync: 'always', settings: { 'auto-aof-rewrite-percentage': '0' } });
    onTestFinished(() => arrow.stop());
    await arrow.open();
    arrow.work({ lockMs: 500, stalledMs: 200, everyMs: 200, graceMs: 400 });
    await arrow.handIn('long', SEGMENTS, { pace: 100 });
    const reaches = (count: number) => arrow.reaches('long', (status) => (status?.published ?? 0) >= count);

    const { redis } = arrow;
    const [kept, copy] = [join(redis.folder, 'appendonlydir'), join(redis.folder, 'copy')];
    await reaches(5);
    await cp(kept, copy, { recursive: true });
    await reaches(12);
    await redis.kill();
    await rm(kept, { recursive: true });
    await cp(copy, kept, { recursive: true });
    await redis.restart();

    await until(
      async () => (await arrow.published('long').catch(() => [])).length >= SEGMENTS,
      BOUND_MS / 2,
      async () => JSON.stringify(await arrow.published('long')),
    );
    expect(await arrow.published('long')).toEqual(Array.from({ length: SEGMENTS }, (_, at) => textOf('long', at)));
  },
  BOUND_MS,
);
