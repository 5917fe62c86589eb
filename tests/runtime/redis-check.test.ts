import { Cluster, Redis } from 'ioredis';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CLOCK_SKEW_MS } from '../../src/protocol/limits.ts';
import { checkRedis, faultsOf, type RedisFacts } from '../../src/runtime/redis-check.ts';
import { freePorts } from '../kit/ports.ts';
import { startRedis, type TestRedisOptions } from '../kit/redis.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function connect(options: TestRedisOptions): Promise<Redis> {
  const server = await startRedis(options);
  endings.push(() => server.stop());
  const redis = new Redis(server.url);
  endings.push(() => redis.disconnect());
  return redis;
}

/** A Redis as a managed service hands it out: its user may do everything but this. */
async function connectWithout(...forbidden: string[]): Promise<Redis> {
  const owner = await connect({ appendfsync: 'everysec' });
  await owner.call(
    'ACL',
    'SETUSER',
    'limited',
    'on',
    '>secret',
    '~*',
    '&*',
    '+@all',
    ...forbidden.map((name) => `-${name}`),
  );
  const redis = owner.duplicate({ username: 'limited', password: 'secret', enableReadyCheck: false });
  endings.push(() => redis.disconnect());
  return redis;
}

test('finds nothing wrong with a Redis that may keep logs', async () => {
  expect(await checkRedis(await connect({ appendfsync: 'everysec' }))).toEqual([]);
});

test('names every fault at once', async () => {
  const redis = await connect({ settings: { 'maxmemory-policy': 'allkeys-lru' } });
  const faults = await checkRedis(redis, () => Date.now() - CLOCK_SKEW_MS - 5_000);
  expect(faults).toEqual([
    expect.stringContaining('maxmemory-policy allkeys-lru'),
    expect.stringContaining('appendonly no'),
    expect.stringMatching(/^Redis's clock is 65 s ahead of this machine's/),
  ]);
});

test('asks of the server what the durability promises', async () => {
  const redis = await connect({ appendfsync: 'everysec' });
  expect(await checkRedis(redis, Date.now, 'disk')).toEqual([expect.stringContaining('has appendfsync everysec')]);
  expect(await checkRedis(redis, Date.now, 'replica')).toEqual([expect.stringContaining('has no replica')]);
  await redis.config('SET', 'appendfsync', 'always');
  expect(await checkRedis(redis, Date.now, 'disk')).toEqual([]);
  expect(await checkRedis(await connectWithout('config'), Date.now, 'disk')).toEqual([
    expect.stringContaining('has appendfsync unknown'),
  ]);
});

test('needs no CONFIG, which managed services refuse', async () => {
  const redis = await connectWithout('config');
  await expect(redis.config('GET', 'save')).rejects.toThrow('NOPERM');
  expect(await checkRedis(redis)).toEqual([]);
});

test('says what the user of a locked-down Redis lacks', async () => {
  const redis = await connectWithout('info');
  expect(await checkRedis(redis)).toEqual([expect.stringMatching(/cannot be checked: NOPERM .*needs INFO and TIME/)]);
});

test('asks every master of a cluster and says which one is wrong', async () => {
  const [port = 0, bus] = await freePorts(2);
  const node = await connect({
    settings: {
      port: String(port),
      'cluster-enabled': 'yes',
      'cluster-announce-ip': '127.0.0.1',
      'cluster-port': String(bus),
    },
  });
  await node.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
  await vi.waitFor(async () => expect(await node.call('CLUSTER', 'INFO')).toContain('cluster_state:ok'), {
    timeout: 10_000,
  });
  const cluster = new Cluster([{ host: '127.0.0.1', port }]);
  endings.push(() => cluster.disconnect());
  await cluster.ping();
  expect(await checkRedis(cluster)).toEqual([expect.stringContaining(`127.0.0.1:${port}: Redis has appendonly no`)]);
  await node.call('CLUSTER', 'DELSLOTS', 0);
  const lacking = expect.stringContaining('does not serve all of its slots (fail)');
  await vi.waitFor(async () => expect(await checkRedis(cluster)).toContainEqual(lacking), { timeout: 5_000 });
});

describe('versions and clocks', () => {
  const good: RedisFacts = {
    name: 'Redis',
    version: '7.0.15',
    policy: 'noeviction',
    appendOnly: true,
    skewMs: 0,
    replicas: 0,
  };
  test.each<[string, Partial<RedisFacts>, string[]]>([
    ['Redis 7', {}, []],
    ['Redis 8', { version: '8.2.1' }, []],
    ['Valkey 7.2', { name: 'Valkey', version: '7.2.5' }, []],
    ['Redis 6.2', { version: '6.2.14' }, ['Redis 6.2.14 is too old: Dateline needs Redis or Valkey 7 or later.']],
    ['no version', { version: 'unknown' }, [expect.stringContaining('Redis unknown is too old')]],
    ['a clock just within', { skewMs: CLOCK_SKEW_MS }, []],
    ['a clock behind', { skewMs: -CLOCK_SKEW_MS - 1 }, [expect.stringContaining("60 s behind this machine's")]],
  ])('%s', (_, facts, faults) => {
    expect(faultsOf({ ...good, ...facts })).toEqual(faults);
  });
});

test('says that no node of a cluster can be reached', async () => {
  const cluster = new Cluster([{ host: '127.0.0.1', port: 1 }], { lazyConnect: true });
  endings.push(() => cluster.disconnect());
  expect(await checkRedis(cluster)).toEqual([expect.stringContaining('No node of the cluster can be reached')]);
});
