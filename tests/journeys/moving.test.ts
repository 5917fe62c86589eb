import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Service } from '../../client/terminal/service.ts';
import { entryId, seqOf } from '../../src/protocol/cursor.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { entriesIn } from '../protocol/exports.ts';
import { type Site, startSite } from './site.ts';

const CANARY = 'The minister flew to Elba on the ninth.';

let from: Site;
let to: Site;
let folder: string;
beforeAll(async () => {
  [from, to] = await Promise.all([startSite(), startSite()]);
  folder = await mkdtemp(join(tmpdir(), 'dl-files-'));
});
afterAll(async () => {
  const faults = await Promise.all([from.stop(), to.stop()]);
  await rm(folder, { recursive: true });
  expect(faults).toEqual([[], []]);
});

async function fileWith(text: string): Promise<string> {
  const path = join(folder, `${Math.random()}.ndjson`);
  await writeFile(path, text);
  return path;
}

const publish = async (site: Site, briefing: string, text: string): Promise<string> =>
  (await site.call('POST', `/${briefing}/updates`, { text })).json.update.id;

/** What an editor does next; `which` is one of the updates so far. */
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((text) => `A ${text} z`);
const fields = fc.record(
  {
    headline: words,
    tags: fc.array(words, { maxLength: 2 }),
    key: fc.boolean(),
    html: words.map((text) => `<p>${text} <a href="https://news.example/?a=1&b=2">link</a></p><script>x</script>`),
    occurredAt: fc.constant('2026-01-31T10:00:00+01:00'),
    media: fc.constant([{ type: 'image', url: 'https://news.example/a.jpg', caption: 'Roofs' }]),
  },
  { requiredKeys: [] },
);
const which = fc.nat({ max: 5 });
const moves = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('publish'), text: words, fields }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('revise'), which, text: words, note: fc.option(words) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('retract'), which, reason: fc.constantFrom('', '?reason=Not%20so') }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('PUT', 'DELETE'), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('describe'), title: words, summary: fc.option(words) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('end', 'reopen') }) },
);
type Move = { do: string; which?: number; text?: string; note?: string | null; fields?: { html?: string } } & object;

/** Carries the moves out over HTTP; what is refused is no part of the history. */
async function edit(site: Site, briefing: string, all: readonly Move[]): Promise<void> {
  const revisions = new Map<string, number>();
  for (const { do: what, which = 0, ...move } of all) {
    const update = [...revisions.keys()][which % Math.max(1, revisions.size)];
    if (what === 'publish') {
      const { fields = {}, text } = move;
      const { json } = await site.call('POST', `/${briefing}/updates`, fields.html ? fields : { ...fields, text });
      if (json.update) revisions.set(json.update.id, 1);
    } else if (what === 'describe') await site.call('PATCH', `/${briefing}`, { ...move });
    else if (what === 'end' || what === 'reopen') await site.call('POST', `/${briefing}/${what}`);
    else if (update === undefined) continue;
    else if (what === 'revise') {
      const revision = revisions.get(update) ?? 0;
      const correction = move.note == null ? {} : { correction: move.note };
      const { status } = await site.call('PATCH', `/${briefing}/updates/${update}`, {
        revision,
        text: move.text,
        ...correction,
      });
      if (status === 200) revisions.set(update, revision + 1);
    } else if (what === 'retract')
      await site.call('DELETE', `/${briefing}/updates/${update}${'reason' in move ? move.reason : ''}`);
    else await site.call(what, `/${briefing}/updates/${update}/pin`);
  }
}

test('an export of an import is the export that was imported, whatever an editor did', async () => {
  let made = 0;
  const property = fc.asyncProperty(fc.array(moves, { minLength: 15, maxLength: 30, size: 'max' }), async (all) => {
    const id = `history-${++made}`;
    await from.call('POST', '', { id, title: 'A history', language: 'en' });
    await edit(from, id, all);
    const { stdout: exported } = await from.export(id);
    const file = await fileWith(exported);
    expect((await to.import(file)).stderr).toMatch(/\d entries imported\n$/);
    expect((await to.export(id)).stdout).toBe(exported);
    expect((await to.import(file)).stderr).toMatch(/were there already; nothing has changed\n$/);
    expect((await to.export(id)).stdout).toBe(exported);
    for (const path of [`/${id}`, `/${id}/log`])
      expect((await to.call('GET', path)).json).toEqual((await from.call('GET', path)).json);
    const listed = ({ json }: Awaited<ReturnType<Site['call']>>) =>
      json.briefings.find((one: { id: string }) => one.id === id);
    expect(listed(await to.call('GET', '?limit=200'))).toEqual(listed(await from.call('GET', '?limit=200')));
  });
  await fc.assert(property, { numRuns: 12 });
});

test('a reader goes on at the other service from where it stood at the first', async () => {
  await from.call('POST', '', { id: 'tunnel', title: 'Tunnel' });
  const first = await publish(from, 'tunnel', 'One');
  const second = await publish(from, 'tunnel', CANARY);
  const { json: seen } = await from.call('GET', '/tunnel/log?limit=2');
  await to.import(await fileWith((await from.export('tunnel')).stdout));

  const after = to.reader();
  after.state = fold(EMPTY, seen.entries);
  await after.follow({ briefing: 'tunnel', from: seen.through });
  await after.reaches(3);
  const third = await publish(to, 'tunnel', 'Three');
  await to.call('PATCH', `/tunnel/updates/${first}`, { revision: 1, text: 'One, corrected', correction: 'Its number' });
  await to.call('PUT', `/tunnel/updates/${third}/pin`);
  await to.call('DELETE', `/tunnel/updates/${second}`);
  await after.reaches(7);
  expect(after.resets).toEqual([]);
  expect(after.holes).toEqual([]);
  expect([...after.state.updates.keys()]).toEqual([first, second, third]);
  expect(after.state.updates.get(first)).toMatchObject({ revision: 2, corrections: [{ note: 'Its number' }] });
  expect(after.state.updates.get(second)).toMatchObject({ retracted: true });

  const replayer = to.reader();
  await replayer.replay({ briefing: 'tunnel', speed: 1000, maxGap: 0 });
  await replayer.reaches(7);
  expect([...replayer.state.updates]).toEqual([...after.state.updates]);
  await publish(from, 'tunnel', 'This one stays behind');
  const { json: ahead } = await from.call('GET', '/tunnel/log');
  const reset = to.reader();
  await reset.follow({ briefing: 'tunnel', from: ahead.head });
  await reset.until(() => reset.resets.length > 0, 'it is not told that its place is not in this log');
  expect([...reset.state.updates]).toEqual([...after.state.updates]);
  const fresh = to.reader();
  await fresh.follow({ briefing: 'tunnel', last: 10 });
  expect([...fresh.state.updates]).toEqual([...after.state.updates]);
});

test('an imported text that is retracted is in nothing that Redis holds, and in no export', async () => {
  await from.call('POST', '', { id: 'elba', title: 'Elba' });
  const update = await publish(from, 'elba', CANARY);
  await from.call('PATCH', `/elba/updates/${update}`, { revision: 1, text: `${CANARY} Or not.`, correction: CANARY });
  const old = await fileWith((await from.export('elba')).stdout);
  await to.import(old);
  await to.call('DELETE', `/elba/updates/${update}?reason=Wrong`);
  expect((await to.import(old)).stderr).toContain('there already');
  const { stdout: exported } = await to.export('elba');
  expect(exported).not.toContain('Elba on');
  expect(await entriesIn(exported)).toHaveLength(4);
  const redis = new Redis(to.redis.url);
  for (const key of await redis.keys('*elba*'))
    expect((await redis.dumpBuffer(key))?.includes('Elba on'), key).toBe(false);
  redis.disconnect();
});

test('what is retracted while a log is exported is not in the file, which can be imported', async () => {
  await from.call('POST', '', { id: 'long', title: 'Long' });
  const updates: string[] = [];
  for (let count = 0; count < 40; count++) updates.push(await publish(from, 'long', `${count}: ${CANARY.repeat(100)}`));
  /** Retracts the first update once its text has been read, and publishes one more. */
  class Meanwhile extends Service {
    override async log(...call: Parameters<Service['log']>) {
      const page = await super.log(...call);
      if (call[1] === undefined) {
        await from.call('DELETE', `/long/updates/${updates[0]}`);
        await publish(from, 'long', 'One more');
      }
      return page;
    }
  }
  const { stdout: exported } = await from.export('long', new Meanwhile(from.url, undefined));
  expect(exported).not.toContain(`"0: ${CANARY}`);
  expect(exported).toContain(`"1: ${CANARY}`);
  const entries = await entriesIn(exported);
  expect(entries).toHaveLength(43);
  expect(entries[1]).toMatchObject({ update: { id: updates[0], retracted: true } });
  await to.import(await fileWith(exported));
  expect((await to.export('long')).stdout).toBe((await from.export('long')).stdout);
  const { json } = await to.call('GET', '/long/log?limit=500');
  expect(seqOf(entryId(json.entries.at(-1)))).toBeLessThanOrEqual(43);
});
