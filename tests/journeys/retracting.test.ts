import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { watchLag } from '../kit/lag.ts';
import { until } from '../queue/arrow.ts';
import { type House, startHouse } from './house.ts';

/** A name that stands nowhere else, so that a search for it finds each copy, also in a diff that takes the sentence apart. */
const NAME = 'Quixotania';
const SENTENCE = `The witness is ${NAME} of Harbour Street.`;
const KEPT = 'The harbour is closed until noon.';
const REASON = 'The witness has asked for it.';
const GATEWAYS = ['hearing', 'deaf'] as const;

/** What every gateway may take until no reader of it can be sent the text. */
const PROMISED_MS = 2_000;
const lag = watchLag();

let house: House;
beforeAll(async () => {
  const settings = { rdbcompression: 'no', 'slowlog-log-slower-than': '0', 'slowlog-max-len': '5000' };
  house = await startHouse({ appendfsync: 'always', settings }, { soonMs: 100 });
});
afterAll(() => house.stop());

/** All that Redis has on its disk. */
async function disk(): Promise<string> {
  const folder = join(house.redis.folder, 'appendonlydir');
  const parts = await readdir(folder);
  return (await Promise.all(parts.map((part) => readFile(join(folder, part), 'latin1').catch(() => '')))).join('\n');
}

/** What an event stream says, from the start until it has come to an entry. */
async function events(gateway: (typeof GATEWAYS)[number], seq: number): Promise<string> {
  const url = `${house.gateways[gateway]}/v1/briefings/storm/events`;
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes(`"seq":${seq},`)) break;
  }
  return text;
}

async function follows(gateway: (typeof GATEWAYS)[number]) {
  const reader = house.reader(gateway);
  await reader.follow({ briefing: 'storm', from: 'start' });
  return reader;
}

test('a retracted text can be read nowhere', async () => {
  const updates = '/v1/briefings/storm/updates';
  await house.write('POST', '/v1/briefings', { id: 'storm', title: 'The storm' });
  await house.write('POST', updates, { text: KEPT });

  // It is written by hand, revised with a note, brought by an article, and waits in its next version and in another for its time.
  const said = { html: `<p>${SENTENCE}</p>`, headline: NAME, tags: [NAME], byline: NAME };
  const byHand = (await house.write('POST', updates, said, { 'Idempotency-Key': `"${NAME}"` })).json.update.id;
  const note = `${NAME} is her first name.`;
  for (const [revision, text] of [
    [1, `${SENTENCE} She is a nurse.`],
    [2, 'A nurse has seen it.'],
  ] as const) {
    const revised = await house.write('PATCH', `${updates}/${byHand}`, { revision, text, correction: note });
    expect(revised.status).toBe(200);
  }
  await house.write('PUT', `${updates}/${byHand}/pin`);
  const body = [KEPT, SENTENCE, 'The end.'].join('\n\n');
  const url = 'https://news.example/1';
  const html = (words: string) => [KEPT, words, 'The end.'].map((text) => `<p>${text}</p>`).join('');
  const first = { body: html(SENTENCE), format: 'html', url };
  const { article } = (await house.write('POST', '/v1/briefings/storm/articles', first)).json;
  await house.done(article);
  const embargo = { body, publishAt: new Date(Date.now() + 3_600_000).toISOString() };
  const copy = (await house.write('POST', '/v1/briefings/storm/articles', embargo)).json.article;
  await house.reaches(copy, (status) => status?.state === 'scheduled');
  const next = { ...first, body: html(`${SENTENCE} It is said again.`), publishAt: embargo.publishAt };
  await house.write('POST', '/v1/briefings/storm/articles', next);
  await house.reaches(article, (status) => status?.state === 'scheduled');
  const secret = { text: SENTENCE, publishAt: embargo.publishAt };
  const planned = (await house.write('POST', updates, secret)).json.article;

  // Everybody has it: two live readers, a replay that has begun, and the gateways' memories.
  const entries = (await house.entries()).length;
  const live = await Promise.all(GATEWAYS.map(follows));
  for (const reader of live) await reader.reaches(entries);
  const replays = GATEWAYS.map((gateway) => house.reader(gateway));
  for (const replay of replays) {
    await replay.replay({ briefing: 'storm', speed: 0.25 });
    await replay.control({ briefing: 'storm', action: 'pause' });
    expect(JSON.stringify(replay.entries)).not.toContain(NAME);
  }
  const at = new Date().toISOString();
  const readable = ['', `?at=${at}`, '/log', `/updates/${byHand}/revisions`, `/updates/${article}.1/revisions`];
  const feeds = ['feed.json', 'feed.atom', 'feed.rss'].map((name) => `/briefings/storm/${name}`);
  const pages = ['/briefings/storm', '/embed/storm', ...feeds];
  const paths = [...readable, '/ninjs'].map((path) => `/v1/briefings/storm${path}`).concat(pages);
  for (const gateway of GATEWAYS) {
    for (const path of paths) expect((await house.read(path, gateway)).text, path).toContain(NAME);
    expect(await events(gateway, entries)).toContain(NAME);
  }
  expect(await house.everything()).toContain(NAME);
  expect(await disk()).toContain(NAME);

  for (const id of [byHand, `${article}.1`]) {
    const retracted = await house.write('DELETE', `${updates}/${id}?reason=${encodeURIComponent(REASON)}`);
    expect(retracted).toMatchObject({ status: 200 });
    expect(retracted.text).not.toContain(NAME);
  }
  for (const id of [copy, planned])
    expect((await house.write('DELETE', `/v1/briefings/storm/articles/${id}`)).json).toMatchObject({
      state: 'cancelled',
    });

  // From the acknowledgement on in Redis; with live readers within the promised time, also where nobody told the gateway.
  const acknowledged = performance.now();
  const raw = await house.everything();
  expect(raw).not.toContain(NAME);
  expect(raw).toContain(KEPT);
  const head = entries + 2;
  for (const reader of live) await reader.reaches(head);
  expect(performance.now() - acknowledged).toBeLessThan(PROMISED_MS + lag());
  for (const gateway of GATEWAYS) {
    for (const path of paths) expect((await house.read(path, gateway)).text, path).not.toContain(NAME);
    expect(await events(gateway, head)).not.toContain(NAME);
    for (const id of [byHand, `${article}.1`])
      expect((await house.read(`${updates}/${id}/revisions`, gateway)).json.code).toBe('UPDATE_RETRACTED');
  }

  // Whoever comes later, and the replays that go on.
  const readers = await Promise.all(GATEWAYS.map(follows));
  for (const replay of replays) {
    await replay.control({ briefing: 'storm', action: 'speed', speed: 1_000 });
    await replay.control({ briefing: 'storm', action: 'resume' });
    readers.push(replay);
  }
  for (const gateway of GATEWAYS) {
    const replay = house.reader(gateway);
    await replay.replay({ briefing: 'storm', speed: 1_000 });
    const seeking = house.reader(gateway);
    await seeking.replay({ briefing: 'storm', from: { at }, speed: 1_000 });
    const newest = house.reader(gateway);
    await newest.follow({ briefing: 'storm', last: 10 });
    readers.push(replay, seeking, newest);
  }
  for (const reader of readers) {
    await reader.reaches(head);
    expect(JSON.stringify([reader.entries, [...reader.state.updates.values()], reader.resets])).not.toContain(NAME);
  }
  for (const reader of [...live, ...readers]) {
    expect([...reader.state.updates]).toEqual([...live[0]!.state.updates]); // there are two
    expect(JSON.stringify([...reader.state.updates])).not.toContain(NAME);
    expect(reader.holes).toEqual([]);
  }

  // What stays: that something was there, when it went, and why.
  const { json } = await house.read('/v1/briefings/storm', 'deaf');
  for (const id of [byHand, `${article}.1`])
    expect(json.updates.find((update: { id: string }) => update.id === id)).toEqual({
      id,
      revision: id === byHand ? 3 : 1,
      retracted: true,
      publishedAt: expect.any(String),
      retractedAt: expect.any(String),
      reason: REASON,
    });

  // On the disk, once Redis has written its file anew; in what it notes of slow commands; in our journal.
  await until(
    async () => !(await disk()).includes(NAME),
    10_000,
    async () => 'the text is still on the disk',
  );
  expect(await disk()).toContain(KEPT);
  expect(JSON.stringify(await house.client.slowlog('GET', 5_000))).not.toContain(NAME);
  for (const id of [article, copy, planned])
    expect((await house.write('GET', `/v1/briefings/storm/articles/${id}`)).text).not.toContain(NAME);
  expect(house.lines.join('')).not.toContain(NAME);
});
