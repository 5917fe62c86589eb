import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';

let site: GatewaySite;
beforeAll(async () => {
  site = await startGatewaySite();
  await site.open('storm');
});
afterAll(() => site.stop());

const paragraph = (text: string) => ({ kind: 'paragraph', text }) as const;

async function revisions(update: string, query = '', headers: Record<string, string> = {}) {
  const response = await fetch(`${site.url}/v1/briefings/storm/updates/${update}/revisions${query}`, { headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? {} : JSON.parse(text) };
}

async function publishAndRevise(update: string, times: number) {
  await site.append('storm', { type: 'published', update, content: paragraph(`${update} 1`) });
  for (let expected = 1; expected <= times; expected += 1) {
    const note = { correction: { note: `note ${expected}`, diff: [['=', 'x']] as const } };
    const content = paragraph(`${update} ${expected + 1}`);
    await site.append('storm', { type: 'revised', update, expected, content, ...(expected % 2 === 0 && note) });
  }
}

test('the history of an update has every revision, with its time and what was noted', async () => {
  await publishAndRevise('u1', 2);
  await site.append('storm', { type: 'pinned', update: 'u1' });
  const { status, json } = await revisions('u1');
  expect(status).toBe(200);
  const log = await (await fetch(`${site.url}/v1/briefings/storm/log`)).json();
  const times = log.entries.flatMap(({ at, update }: { at: string; update?: { id: string } }) =>
    update?.id === 'u1' ? [at] : [],
  );
  expect(json).toEqual({
    id: 'u1',
    revisions: [
      { revision: 1, at: times[0], content: paragraph('u1 1') },
      { revision: 2, at: times[1], content: paragraph('u1 2') },
      { revision: 3, at: times[2], content: paragraph('u1 3'), correction: { note: 'note 2', diff: [['=', 'x']] } },
    ],
  });
});

test('a long history comes in pages, each revision once', async () => {
  await publishAndRevise('u2', 11);
  const seen: number[] = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const { json }: { json: { revisions: { revision: number }[]; next?: number } } = await revisions(
      'u2',
      `?limit=5&after=${after}`,
    );
    seen.push(...json.revisions.map(({ revision }) => revision));
    after = json.next;
  }
  expect(seen).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
});

test('an unchanged history is not sent again', async () => {
  const etag = (await revisions('u1')).headers.get('etag') ?? '';
  expect((await revisions('u1', '', { 'If-None-Match': etag })).status).toBe(304);
});

test('a retracted update has no history, and not a word of one', async () => {
  await publishAndRevise('gone', 2);
  await site.append('storm', { type: 'retracted', update: 'gone' });
  const { status, json } = await revisions('gone');
  expect(status).toBe(410);
  expect(json).toMatchObject({ code: 'UPDATE_RETRACTED', revision: 3 });
  expect(JSON.stringify(json)).not.toMatch(/gone \d|note/);
});

test.for([
  ['nobody', '', 404, 'UPDATE_UNKNOWN'],
  ['__proto__', '', 404, 'UPDATE_UNKNOWN'],
  ['u1', '?after=x', 400, 'BAD_REQUEST'],
  ['u1', '?limit=0', 400, 'BAD_REQUEST'],
  ['u1', '?limit=201', 400, 'BAD_REQUEST'],
] as const)('the history of %s%s is refused with %i %s', async ([update, query, status, code]) => {
  expect(await revisions(update, query)).toMatchObject({ status, json: { status, code } });
});
