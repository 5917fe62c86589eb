import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type HeldProcess, hold } from '../../src/runtime/held-process.ts';
import { findRedisServer } from '../../src/runtime/redis-server.ts';
import { freePorts } from './ports.ts';
import { type RedisNode, startNode } from './redis-node.ts';

const NAME = 'dateline';
const SENTINELS = 3;
const QUORUM = 2;
/** A master that does not answer for so long is down, ms: short, so that a test need not wait for what is minutes in a house. */
const DOWN_MS = 1_500;
const READY_MS = 20_000;
const LOOK_MS = 50;
/** As whom the service comes. Nodes and Sentinels come to each other as nobody: a node that lets in no such is cut off from them, and not from the service. */
const SERVICE = 'service';

/** A master with two replicas, watched by three Sentinels, all on loopback. */
export type TestSentinels = {
  /** As `REDIS_URL` takes it. */
  readonly url: string;
  readonly nodes: readonly RedisNode[];
  master(): Promise<RedisNode>;
  /** Waits until another than this one is the master. */
  masterAfter(before: RedisNode): Promise<RedisNode>;
  /** A planned failover, as an operator asks for it. */
  failover(): Promise<void>;
  /**
   * Cuts a node off from the other nodes and the Sentinels until `join`; who writes to it and reads from it stays. It takes writes
   * all the while, as a master does that asks for no replicas.
   */
  part(node: RedisNode): Promise<void>;
  join(node: RedisNode): Promise<void>;
  /** Waits until the master has all its replicas. */
  whole(): Promise<void>;
  /** Starts a killed one again, as a replica of the master: a node in a house finds that in its own redis.conf. */
  bringBack(node: RedisNode): Promise<void>;
  stop(): Promise<void>;
};

export async function startSentinels(): Promise<TestSentinels> {
  const ports = await freePorts(3 + SENTINELS);
  const [first, ...others] = ports.slice(0, 3) as [number, ...number[]];
  const replica = { replicaof: `127.0.0.1 ${first}` };
  // A master that no replica hears takes no writes: they would be lost when it comes back.
  const careful = { 'min-replicas-to-write': '1', 'min-replicas-max-lag': '2', 'repl-ping-replica-period': '1' };
  const nodes = [
    await startNode(first, careful),
    ...(await Promise.all(others.map((port) => startNode(port, { ...careful, ...replica })))),
  ];
  await Promise.all(nodes.map(letServiceIn));
  const sentinels = await Promise.all(ports.slice(3).map((port) => startSentinel(port, first)));
  const watching = new Redis(ports[3]!, { retryStrategy: () => 100 }).on('error', () => {});

  async function master(): Promise<RedisNode> {
    const [, port] = (await watching.call('SENTINEL', 'get-master-addr-by-name', NAME)) as [string, string];
    return nodes.find((node) => node.port === Number(port)) ?? fail(`The Sentinels name a master at ${port}`);
  }

  await until('the Sentinels know each other and the replicas', async () => {
    const said = await watching.info('sentinel');
    const links = await Promise.all(nodes.slice(1).map(({ operator }) => operator.info('replication')));
    return (
      said.includes(`status=ok,address=127.0.0.1:${first},slaves=2,sentinels=${SENTINELS}`) &&
      links.every((text) => text.includes('master_link_status:up'))
    );
  });

  return {
    url: `redis+sentinel://${SERVICE}:${SERVICE}@${ports
      .slice(3)
      .map((port) => `127.0.0.1:${port}`)
      .join(',')}/${NAME}`,
    nodes,
    master,
    async masterAfter(before) {
      await until('another is the master', async () => (await master()) !== before);
      return master();
    },
    failover: async () => void (await watching.call('SENTINEL', 'FAILOVER', NAME)),
    async part({ operator }) {
      await operator.config('SET', 'min-replicas-to-write', '0');
      await operator.acl('SETUSER', 'default', 'off');
      await operator.call('CLIENT', 'KILL', 'USER', 'default'); // all but the one that says so
    },
    async join({ operator }) {
      await operator.acl('SETUSER', 'default', 'on');
      await operator.config('SET', 'min-replicas-to-write', careful['min-replicas-to-write']);
    },
    whole: () =>
      until('the master has all its replicas', async () => {
        const said = await (await master()).operator.info('replication');
        return said.includes('role:master') && said.match(/state=online/g)?.length === nodes.length - 1;
      }),
    async bringBack(node) {
      await node.restart();
      await letServiceIn(node);
      await node.operator.replicaof('127.0.0.1', (await master()).port);
    },
    async stop() {
      watching.disconnect();
      for (const sentinel of sentinels) await sentinel.stop();
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

async function letServiceIn({ operator }: RedisNode): Promise<void> {
  await operator.acl('SETUSER', SERVICE, 'on', `>${SERVICE}`, '~*', '&*', '+@all');
}

async function startSentinel(port: number, master: number): Promise<{ stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'dl-sentinel-'));
  const file = join(folder, 'sentinel.conf'); // it writes into it what it learns
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor ${NAME} 127.0.0.1 ${master} ${QUORUM}`,
    `sentinel down-after-milliseconds ${NAME} ${DOWN_MS}`,
    `sentinel failover-timeout ${NAME} 5000`,
    `sentinel parallel-syncs ${NAME} 2`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const held: HeldProcess = await hold(await findRedisServer(), [file, '--sentinel'], () => {});
  return {
    async stop() {
      await held.release(2_000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + READY_MS;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > end) fail(`It did not come to pass in ${READY_MS} ms that ${what}`);
    await pause(LOOK_MS);
  }
}

function fail(message: string): never {
  throw new Error(message);
}
