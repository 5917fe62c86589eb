import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, startRunning } from '../../kit/running.ts';
import { until } from '../../queue/arrow.ts';
import { type FeedServer, rss, startFeedServer } from './feed-server.ts';

let server: FeedServer;
let running: Running;
beforeAll(async () => {
  server = await startFeedServer();
  process.env.DATELINE_SOURCE_PRIVATE = 'yes'; // what is started is told what this process is told
  running = await startRunning();
  await running.write('POST', '/v1/briefings', { id: 'storm', title: 'The storm' });
});
afterAll(async () => {
  await running?.stop();
  await server.stop();
});

const state = async () => JSON.stringify((await running.read('/v1/briefings/storm')).json);
const shows = (text: string) =>
  until(
    async () => (await state()).includes(text),
    10_000,
    async () => (await running.read('/v1/briefings/storm')).json,
  );
const sources = '/v1/briefings/storm/sources';

test('a feed that a newsroom has the service watch is read by its readers, and what is new in it later too', async () => {
  const url = server.serve(
    '/feed',
    rss([{ id: 'a', title: 'Trees down', body: '<p>The road to the harbour is closed.</p>' }]),
  );
  expect((await running.write('PUT', `${sources}/police`, { url })).status).toBe(201);
  await shows('The road to the harbour is closed.');
  server.serve('/feed', rss([{ id: 'b', body: '<p>The road is open.</p>' }]));
  await running.write('PUT', `${sources}/police`, { url, pace: 1 }); // put anew, it is looked at at once
  await shows('The road is open.');
  server.serve('/feed', rss([{ id: 'b', body: '<p>The road is open again, with one lane.</p>' }]));
  await running.write('PUT', `${sources}/police`, { url, pace: 2 });
  await shows('with one lane'); // what has changed in it becomes a revision
  expect(await state()).not.toContain('The road is open.');
  expect((await running.read('/v1/briefings/storm')).json.updates).toHaveLength(2);
  const { json } = await running.write('GET', sources);
  expect(json.sources).toMatchObject([{ source: 'police', state: 'watching', taken: 3, failures: 0 }]);
  expect((await running.write('DELETE', `${sources}/police`)).status).toBe(200);
});
