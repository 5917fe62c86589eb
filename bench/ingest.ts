import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { Redis } from 'ioredis';
import { startRedis } from '../tests/kit/redis.ts';
import { type Child, start } from './child-process.ts';
import { call, during, type Newsroom, type Rate } from './editors.ts';
import { pause } from './figures.ts';
import type { Figures, Options } from './measure.ts';
import { pin } from './pinning.ts';
import { cpuMsOf } from './process-figures.ts';
import type { System } from './systems.ts';
import { textOf } from './update.ts';

const BRIEFING = 'bench';
const LOG = `dl:{${BRIEFING}}:log`;
/** What is measured takes its turn with the others so often in one run: what disturbs the machine disturbs them all. */
const TURNS = 4;
const ARTICLE_SEGMENTS = 2_000;
const LOOK_MS = 2;
const PATIENCE_MS = 60_000;

type Stage = Newsroom & { redis: Redis; ingest: Child };

/**
 * Updates appended per second, from an editor's request to the log: single ones by `clients` editors at once, and the segments of
 * articles at pace 0; against a loop of bare XADDs of the same size, one after the other as well as `clients` at once.
 */
export async function ingest(_: System, { clients, seconds }: Options): Promise<Figures> {
  const server = await startRedis({ appendfsync: 'always' });
  pin('others', server.pid(), process.pid);
  const key = randomBytes(16).toString('hex');
  const child = start('serving', 'servers/ingest.ts', [server.url, key]);
  const worker = start('others', 'servers/worker.ts', [server.url]);
  const redis = new Redis(server.url);
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  try {
    const [{ port }] = await Promise.all([child.first<{ port: number }>(), worker.first()]);
    const stage = { redis, ingest: child, port, key, agent };
    await call(stage, '/v1/briefings', { id: BRIEFING, title: 'Bench' });
    return await measured(stage, clients, (1_000 * seconds) / TURNS);
  } finally {
    agent.destroy();
    redis.disconnect();
    await Promise.all([child.stop('SIGKILL'), worker.stop('SIGKILL')]);
    await server.stop();
  }
}

export function ingestLoad({ clients, seconds }: Options): string {
  return `${clients} editors at once, ${seconds} s of each in ${TURNS} turns, appendfsync always; articles of ${ARTICLE_SEGMENTS} segments`;
}

async function measured(stage: Stage, clients: number, ms: number): Promise<Figures> {
  const {
    redis,
    ingest: { pid },
  } = stage;
  const update = (n: number) => call(stage, `/v1/briefings/${BRIEFING}/updates`, { text: textOf(n) });
  const xadd = (n: number) => redis.xadd('bare', '*', 'type', 'published', 'update', `u${n}`, 'body', textOf(n));
  const rates = { one: [] as Rate[], many: [] as Rate[], editors: [] as Rate[], articles: [] as Rate[] };
  await during(ms, clients, update); // code that was never run is slow
  let cpu = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    rates.one.push(await during(ms, 1, xadd));
    rates.many.push(await during(ms, clients, xadd));
    const before = cpuMsOf(pid);
    rates.editors.push(await during(ms, clients, update));
    cpu += cpuMsOf(pid) - before;
    rates.articles.push(await articleAtOnce(stage));
  }
  const [one, many, editors, articles] = [rates.one, rates.many, rates.editors, rates.articles].map(perSecond) as [
    number,
    number,
    number,
    number,
  ];
  const updates = rates.editors.reduce((sum, { count }) => sum + count, 0);
  return {
    'updates by editors / s': editors,
    'segments of an article / s': articles,
    'bare XADD, one after the other / s': one,
    'bare XADD, as many at once as editors / s': many,
    'updates, part of XADD one after the other': editors / one,
    'updates, part of XADD at once': editors / many,
    'segments, part of XADD one after the other': articles / one,
    [`${ARTICLE_SEGMENTS.toLocaleString('en')} segments, from accepted to the log, ms`]:
      rates.articles.reduce((sum, rate) => sum + rate.ms, 0) / TURNS,
    'ingest CPU / update, µs': (1_000 * cpu) / updates,
  };
}

function perSecond(rates: readonly Rate[]): number {
  const total = rates.reduce((sum, { count, ms }) => ({ count: sum.count + count, ms: sum.ms + ms }), {
    count: 0,
    ms: 0,
  });
  return (1_000 * total.count) / total.ms;
}

/** From the moment that the article is accepted until its last segment is in the log. */
async function articleAtOnce(stage: Stage): Promise<Rate> {
  const before = await stage.redis.xlen(LOG);
  const body = Array.from({ length: ARTICLE_SEGMENTS }, (_, n) => textOf(n)).join('\n\n');
  await call(stage, `/v1/briefings/${BRIEFING}/articles`, { body });
  const began = performance.now();
  while ((await stage.redis.xlen(LOG)) < before + ARTICLE_SEGMENTS) {
    if (performance.now() - began > PATIENCE_MS) throw new Error('the article does not get into the log');
    await pause(LOOK_MS);
  }
  return { count: ARTICLE_SEGMENTS, ms: performance.now() - began };
}
