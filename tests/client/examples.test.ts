import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { Run } from '../terminal/run.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');

let site: GatewaySite;
let folder: string;
beforeAll(async () => {
  site = await startGatewaySite();
  folder = await mkdtemp(join(tmpdir(), 'dl-examples-'));
});
afterAll(async () => {
  await site.stop();
  await rm(folder, { recursive: true });
});

async function publish(briefing: string, text: string): Promise<void> {
  await site.append(briefing, { type: 'published', update: text, content: { kind: 'paragraph', text } });
}

test('examples/follow.mjs follows, and goes on where it left off', async () => {
  await site.open('storm');
  await publish('storm', 'first');
  const visit = async (news: string) => {
    const run = new Run([site.url, 'storm', join(folder, 'cursor')], {}, join(EXAMPLES, 'follow.mjs'));
    await run.remarks('(live)');
    await publish('storm', news);
    await run.prints(news);
    run.interrupt();
    expect(await run.ends()).toBe(0);
    return run.stdout.split('\n').flatMap((line) => line.split(' ').slice(1));
  };
  expect(await visit('second')).toEqual(['first', 'second']);
  await publish('storm', 'third');
  expect(await visit('fourth')).toEqual(['third', 'fourth']);
});

test('examples/replay.mjs replays to the end', async () => {
  await site.open('past');
  await publish('past', 'first');
  await publish('past', 'second');
  await site.append('past', { type: 'ended' });
  const run = new Run([site.url, 'past'], {}, join(EXAMPLES, 'replay.mjs'));
  expect(await run.ends()).toBe(0);
  expect(run.stdout).toContain('finished 2 updates\n');
});
