import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { tick } from '../log/writer.ts';
import { filesBelow, read } from '../repo/tree.ts';
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

test('examples/scrub.mjs shows the middle of a briefing, and all of its timeline', async () => {
  await site.open('middle');
  for (let at = 0; at < 8; at += 1) {
    tick();
    await publish('middle', `number ${at}`);
  }
  const run = new Run([site.url, 'middle'], {}, join(EXAMPLES, 'scrub.mjs'));
  expect(await run.ends()).toBe(0);
  expect(run.stdout).toMatch(/^0 unread, 8 shown\n[.+]{20}\n[1-7] updates at \S+, \d+ entries and \d+ ms ago\n$/);
});

test('docs/sdk.md shows the examples as they are', () => {
  for (const [, name = '', code] of read('docs/sdk.md').matchAll(/```js (\S+)\n([\s\S]*?)```/g))
    expect(code).toBe(read(name));
  const shown = [...read('docs/sdk.md').matchAll(/```js (\S+)/g)].map(([, name]) => name);
  expect(shown.sort()).toEqual(
    filesBelow('examples')
      .filter((path) => path.endsWith('.mjs'))
      .sort(),
  );
});

test('docs/sdk.md names everything that the door gives', () => {
  const door = [...read('client/index.ts').matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.replace(/^\s*type /, '').trim()),
  );
  const said = read('docs/sdk.md');
  expect(door.filter((name) => !said.includes(`\`${name}`))).toEqual([]);
});
