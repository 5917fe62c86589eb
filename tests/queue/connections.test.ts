import { afterEach, expect, test } from 'vitest';
import { createJournal } from '../../src/runtime/logging.ts';
import { connect, ready, retryMs } from '../../src/runtime/redis.ts';
import { clusterNodes, placeOf } from '../../src/runtime/redis-address.ts';
import { startRedis } from '../kit/redis.ts';
import { until } from './arrow.ts';

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

test.for([
  ['/run/redis.sock', { path: '/run/redis.sock' }],
  ['redis://127.0.0.1', { host: '127.0.0.1', port: 6379, db: 0 }],
  ['redis://ada:p%40ss@[::1]:7000/2', { host: '::1', port: 7000, db: 2, username: 'ada', password: 'p@ss' }],
  [
    'rediss://:pw@redis.example',
    { host: 'redis.example', port: 6379, db: 0, password: 'pw', tls: { servername: 'redis.example' } },
  ],
  [
    'redis+sentinel://:pw@a.example,[::2]:26380/main/1',
    {
      sentinels: [
        { host: 'a.example', port: 26379 },
        { host: '::2', port: 26380 },
      ],
      name: 'main',
      db: 1,
      failoverDetector: true,
      password: 'pw',
    },
  ],
] as const)('%s leads where it says', ([url, place]) => {
  expect(placeOf(url)).toEqual(place);
});

test('a cluster is found at any of its nodes', () => {
  const startup = [
    { host: 'a.example', port: 6379 },
    { host: '::2', port: 7000 },
  ];
  expect(clusterNodes('redis+cluster://ada:p%40ss@a.example,[::2]:7000/')).toEqual({
    startup,
    username: 'ada',
    password: 'p@ss',
  });
  expect(clusterNodes('redis://a.example')).toBeUndefined();
});

test('tries come later and later, never all at once', () => {
  const most = [1, 2, 3, 6, 20].map((times) => retryMs(times, () => 1));
  expect(most).toEqual([100, 200, 400, 2_000, 2_000]);
  expect(retryMs(20, () => 0)).toBe(50);
});

test('an outage is told once, and so is its end', async () => {
  const redis = await startRedis();
  ending.push(() => redis.stop());
  const lines: string[] = [];
  const journal = createJournal('debug', { write: (line) => void lines.push(line) });
  const connection = connect(redis.url, 'requests', { journal });
  ending.push(() => connection.disconnect());
  await ready(connection);
  await redis.kill();
  await until(
    async () => lines.length > 0,
    5_000,
    async () => 'nothing was told',
  );
  await expect(connection.ping()).rejects.toThrow();
  await redis.restart();
  await ready(connection);
  expect(await connection.ping()).toBe('PONG');
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'Redis cannot be reached; trying again until it can',
    'Redis is back',
  ]);
});
