import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import type { Durability } from '../src/runtime/redis-check.ts';
import { freePorts } from '../tests/kit/ports.ts';
import { type RedisNode, startNode } from '../tests/kit/redis-node.ts';
import { start } from './child-process.ts';
import { call, during, type Newsroom } from './editors.ts';
import { quantile } from './figures.ts';
import type { Figures, Options } from './measure.ts';
import { pin } from './pinning.ts';
import type { System } from './systems.ts';
import { textOf } from './update.ts';

const BRIEFING = 'bench';
const WARM_MS = 1_000;
const REPLICATED_MS = 10_000;

/** What each level asks of its Redis. */
const LEVELS: Readonly<Record<Durability, { appendfsync: string; replicas: number }>> = {
  memory: { appendfsync: 'everysec', replicas: 0 },
  disk: { appendfsync: 'always', replicas: 0 },
  replica: { appendfsync: 'everysec', replicas: 1 },
};

/** What the levels of durability cost: acknowledged updates per second and how long each takes, of one editor and of `clients` at once. */
export async function durability(_: System, { clients, seconds }: Options): Promise<Figures> {
  const figures: Figures = {};
  for (const [level, wanted] of Object.entries(LEVELS)) {
    const nodes = await startNodes(wanted);
    try {
      Object.assign(figures, await measured(level, nodes[0], clients, 1_000 * seconds));
    } finally {
      for (const node of nodes) await node.stop();
    }
  }
  return figures;
}

export function durabilityLoad({ clients, seconds }: Options): string {
  const levels = Object.entries(LEVELS).map(
    ([level, { appendfsync, replicas }]) => `${level}: appendfsync ${appendfsync}, ${replicas} replicas`,
  );
  return `${levels.join('; ')}; 1 and ${clients} editors at once, ${seconds} s each, updates of 600 characters; all on one machine`;
}

/** The master first. */
async function startNodes({
  appendfsync,
  replicas,
}: (typeof LEVELS)[Durability]): Promise<[RedisNode, ...RedisNode[]]> {
  const [first = 0, ...others] = await freePorts(1 + replicas);
  const master = await startNode(first, { appendfsync });
  const replicaof = `127.0.0.1 ${first}`;
  const following = await Promise.all(others.map((port) => startNode(port, { appendfsync, replicaof })));
  const nodes: [RedisNode, ...RedisNode[]] = [master, ...following];
  pin('others', process.pid, ...nodes.map((node) => node.pid()));
  await master.operator.set('begun', 1);
  if ((await master.operator.wait(replicas, REPLICATED_MS)) < replicas) throw new Error('no replica has come');
  return nodes;
}

async function measured(level: string, { url, operator }: RedisNode, clients: number, ms: number): Promise<Figures> {
  const key = randomBytes(16).toString('hex');
  const child = start('serving', 'servers/ingest.ts', [url, key, level]);
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  try {
    const { port } = await child.first<{ port: number }>();
    const newsroom = { port, key, agent };
    await call(newsroom, '/v1/briefings', { id: BRIEFING, title: 'Bench' });
    await written(newsroom, clients, WARM_MS); // code that was never run is slow
    const before = await sizes(operator);
    const one = await written(newsroom, 1, ms);
    const many = await written(newsroom, clients, ms);
    const after = await sizes(operator);
    const updates = one.count + many.count;
    return {
      ...named(`${level}, 1 editor`, one),
      ...named(`${level}, ${clients} editors`, many),
      [`${level}: Redis memory / update, bytes`]: (after.memory - before.memory) / updates,
      [`${level}: append-only file / update, bytes`]: (after.file - before.file) / updates,
    };
  } finally {
    agent.destroy();
    await child.stop('SIGKILL');
  }
}

type Written = { count: number; ms: number; waits: number[] };

async function written(newsroom: Newsroom, atOnce: number, ms: number): Promise<Written> {
  const waits: number[] = [];
  const rate = await during(ms, atOnce, async (n) => {
    const began = performance.now();
    await call(newsroom, `/v1/briefings/${BRIEFING}/updates`, { text: textOf(n) });
    waits.push(performance.now() - began);
  });
  return { ...rate, waits };
}

function named(what: string, { count, ms, waits }: Written): Figures {
  return {
    [`${what}: updates / s`]: (1_000 * count) / ms,
    [`${what}: p50, ms`]: quantile(waits, 0.5),
    [`${what}: p99, ms`]: quantile(waits, 0.99),
  };
}

async function sizes(redis: RedisNode['operator']): Promise<{ memory: number; file: number }> {
  const said = await redis.info('memory', 'persistence');
  const figure = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(said)?.[1]);
  return { memory: figure('used_memory'), file: figure('aof_current_size') };
}
