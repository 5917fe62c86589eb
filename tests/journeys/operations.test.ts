import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { REWRITTEN } from '../../src/log/keys.ts';
import { freePorts } from '../kit/ports.ts';
import { TestReader } from '../kit/reader.ts';
import { startNode } from '../kit/redis-node.ts';
import { startRunning } from '../kit/running.ts';

const OPERATIONS = join(import.meta.dirname, '../../docs/operations.md');
const HEALED_MS = 30_000;

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

/** The commands that docs/operations.md gives, as its reader would paste them. */
async function pastes(containing: string, env: Record<string, string>): Promise<void> {
  const blocks = (await readFile(OPERATIONS, 'utf8')).matchAll(/^```sh\n([\s\S]*?)^```/gm);
  const [script = expect.unreachable(`no commands with ${containing}`)] = [...blocks]
    .map(([, commands = '']) => commands)
    .filter((commands) => commands.includes(containing));
  await promisify(execFile)('sh', ['-c', script], { env: { PATH: process.env.PATH, ...env } });
}

test('a backup made while the newsroom writes is put back under a running service, and readers are told', {
  timeout: 90_000,
}, async () => {
  const [port = 0] = await freePorts(1);
  const redis = await startNode(port, { appendfsync: 'always' });
  ending.push(() => redis.stop());
  const REDIS_URL = `redis://127.0.0.1:${port}`;
  const dateline = await startRunning(undefined, { REDIS_URL });
  ending.push(() => dateline.stop());
  const updates = '/v1/briefings/storm/updates';
  const texts = async () => {
    const found: string[] = [];
    for (let query = ''; ; ) {
      const { json } = await dateline.read(`/v1/briefings/storm/log${query}`);
      for (const { update } of json.entries) if (update) found.push(update.text);
      if (json.through === json.head) return found;
      query = `?after=${json.through}`;
    }
  };
  await dateline.write('POST', '/v1/briefings', { id: 'storm', title: 'Storm' });
  let written = 0;
  const write = async () => {
    expect((await dateline.write('POST', updates, { text: `update ${written}` })).status).toBe(201);
    written += 1;
  };
  while (written < 10) await write();

  const outside = await mkdtemp(join(tmpdir(), 'dl-backup-'));
  ending.push(() => rm(outside, { recursive: true }));
  const places = { REDIS_URL, DATA: redis.folder, BACKUP: join(outside, 'copy') };
  const before = written;
  let copying = true;
  const copied = pastes(REWRITTEN, places).finally(() => {
    copying = false;
  });
  while (copying) await write();
  await copied;
  expect(await redis.operator.exists(REWRITTEN)).toBe(0);
  expect(await redis.operator.config('GET', 'auto-aof-rewrite-percentage')).toEqual([
    'auto-aof-rewrite-percentage',
    '100',
  ]);
  for (const most = written + 10; written < most; ) await write();
  const all = await texts();
  expect(all).toHaveLength(written);
  const reader = new TestReader(dateline.url);
  ending.push(() => reader.close());
  await reader.follow({ briefing: 'storm', from: 'start' });
  await reader.reaches(written + 1);

  await redis.kill();
  await pastes('rm -rf', places);
  await redis.restart();
  await reader.until(() => reader.resets.length > 0, 'the reader was not told', HEALED_MS);
  const back = await texts();
  expect(back.length).toBeGreaterThanOrEqual(before);
  expect(back.length).toBeLessThan(written);
  expect(all.slice(0, back.length)).toEqual(back);
  expect((await dateline.write('POST', updates, { text: 'after the restore' })).status).toBe(201);
  await reader.reaches(back.length + 2, HEALED_MS);
  expect(reader.holes).toEqual([]);
});

test('the user of Redis that is recommended may do all that the service does', { timeout: 60_000 }, async () => {
  const [port = 0] = await freePorts(1);
  const redis = await startNode(port);
  ending.push(() => redis.stop());
  const [, user = ''] = /^ {4}user (.+)$/m.exec(await readFile(OPERATIONS, 'utf8')) ?? [];
  await redis.operator.call('ACL', 'SETUSER', ...user.split(' '));
  const REDIS_URL = `redis://dateline:password@127.0.0.1:${port}`;
  const dateline = await startRunning(undefined, { REDIS_URL, LOG_LEVEL: 'info' });
  ending.push(() => dateline.stop());
  await dateline.write('POST', '/v1/briefings', { id: 'storm', title: 'Storm' });
  const reader = new TestReader(dateline.url);
  ending.push(() => reader.close());
  await reader.follow({ briefing: 'storm', from: 'start' });
  await dateline.write('POST', '/v1/briefings/storm/articles', 'Two paragraphs.\n\nThis is the second.');
  const taken = await dateline.write('POST', '/v1/briefings/storm/updates', { text: 'To be taken back.' });
  expect((await dateline.write('DELETE', `/v1/briefings/storm/updates/${taken.json.update.id}`)).status).toBe(200);
  await reader.reaches(5);
  const until = performance.now() + HEALED_MS;
  while (!dateline.output().includes('the append-only file is written anew')) {
    if (performance.now() > until) expect.unreachable(`no rewrite: ${dateline.output()}`);
    await dateline.read('/healthz'); // time passes in round trips
  }
  const exported = (await dateline.command('export', 'storm')).stdout;
  const file = join(dateline.folder, 'copy.ndjson');
  await writeFile(file, exported.replaceAll('"storm"', '"copy"'));
  expect((await dateline.command('import', file)).stderr).toContain('5 entries imported');
  expect(await redis.operator.call('ACL', 'LOG')).toEqual([]);
});
