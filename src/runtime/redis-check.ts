import { Cluster, type Redis } from 'ioredis';
import { CLOCK_SKEW_MS } from '../protocol/limits.ts';
import type { Connection } from './redis.ts';

/** Functions and sharded pub/sub came with 7. */
export const REDIS_VERSION = 7;

/** What a write has reached when it is acknowledged. */
export const DURABILITIES = ['memory', 'disk', 'replica'] as const;
export type Durability = (typeof DURABILITIES)[number];

/** The facts of a server that decide whether it may keep a log. */
export type RedisFacts = {
  name: string;
  version: string;
  policy: string;
  appendOnly: boolean;
  skewMs: number;
  replicas: number;
};

/** What is wrong with the server, or with any master of the cluster, one sentence each that says what to do; [] when nothing is. */
export async function checkRedis(
  redis: Connection,
  now: () => number = Date.now,
  durability: Durability = 'memory',
): Promise<string[]> {
  if (!(redis instanceof Cluster)) return await checkServer(redis, now, durability);
  const faults = await Promise.all(
    redis.nodes('master').map(async (node) => {
      const { host, port } = node.options;
      return (await checkServer(node, now, durability)).map((fault) => `${host}:${port}: ${fault}`);
    }),
  );
  return [...(await checkSlots(redis)), ...faults.flat()];
}

/** A cluster without the master of some slot serves the briefings of the others, or none: any of its nodes says so. */
async function checkSlots(redis: Cluster): Promise<string[]> {
  const [node] = redis.nodes();
  const said = await node?.cluster('INFO').catch((error: Error) => error.message);
  if (said === undefined) return ['No node of the cluster can be reached: see REDIS_URL, and whether they run.'];
  if (/^cluster_state:ok/m.test(said)) return [];
  const state = /^cluster_state:(\w+)/m.exec(said)?.[1] ?? said;
  return [`The cluster does not serve all of its slots (${state}): see CLUSTER NODES for the master that is missing.`];
}

async function checkServer(redis: Redis, now: () => number, durability: Durability): Promise<string[]> {
  try {
    const facts = await redisFacts(redis, now);
    return [...faultsOf(facts), ...(await durabilityFaults(redis, facts, durability))];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [`Redis cannot be checked: ${reason}. Its user needs INFO and TIME.`];
  }
}

/** By INFO and TIME alone: managed services refuse CONFIG, and INFO tells the same. */
async function redisFacts(redis: Redis, now: () => number): Promise<RedisFacts> {
  const info = readInfo(await redis.info());
  const asked = now();
  const [seconds, microseconds] = await redis.time();
  const middle = (asked + now()) / 2;
  return {
    name: info.has('valkey_version') ? 'Valkey' : 'Redis',
    version: info.get('valkey_version') ?? info.get('redis_version') ?? 'unknown',
    policy: info.get('maxmemory_policy') ?? 'unknown',
    appendOnly: info.get('aof_enabled') === '1',
    skewMs: Number(seconds) * 1000 + Number(microseconds) / 1000 - middle,
    replicas: Number(info.get('connected_slaves') ?? 0),
  };
}

function readInfo(text: string): Map<string, string> {
  const lines = text.split('\r\n').map((line) => /^(\w+):(.*)$/.exec(line));
  return new Map(lines.filter((match) => match !== null).map(([, name, value]) => [name!, value!])); // both groups are there when it matches
}

/** What this server would have to be for the promise that was asked for. */
async function durabilityFaults(redis: Redis, { name, replicas }: RedisFacts, wanted: Durability): Promise<string[]> {
  if (wanted === 'replica' && replicas === 0)
    return [`${name} has no replica, which DATELINE_DURABILITY=replica waits for: add one, or ask for disk or memory.`];
  if (wanted !== 'disk') return [];
  const [, appendfsync = 'unknown'] = await redis.config('GET', 'appendfsync').catch(() => []);
  if (appendfsync === 'always') return [];
  return [`${name} has appendfsync ${appendfsync}, but DATELINE_DURABILITY is disk: set appendfsync always.`];
}

export function faultsOf({ name, version, policy, appendOnly, skewMs }: RedisFacts): string[] {
  const faults: string[] = [];
  if (!(Number.parseInt(version, 10) >= REDIS_VERSION))
    faults.push(`${name} ${version} is too old: Dateline needs Redis or Valkey ${REDIS_VERSION} or later.`);
  if (policy !== 'noeviction')
    faults.push(
      `${name} has maxmemory-policy ${policy}, which throws entries away when memory is full: set maxmemory-policy noeviction.`,
    );
  if (!appendOnly) faults.push(`${name} has appendonly no, so a restart forgets every log: set appendonly yes.`);
  if (Math.abs(skewMs) > CLOCK_SKEW_MS)
    faults.push(
      `${name}'s clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine's: set both by NTP.`,
    );
  return faults;
}
