import { once } from 'node:events';
import { Redis } from 'ioredis';
import { WebSocket } from 'ws';
import { startRedis } from '../tests/kit/redis.ts';
import { Crowd } from './crowd.ts';
import { pause, quantile, sharedClock } from './figures.ts';
import { pin } from './pinning.ts';
import { cpuMsOf, residentBytesOf } from './process-figures.ts';
import type { Serving, System } from './systems.ts';

/** What was measured of one system in one round: names with their units, and numbers. */
export type Figures = Record<string, number>;
export type Options = {
  clients: number;
  seconds: number;
  /** Updates in a second. */
  rate: number;
  /** Load processes. */
  loaders: number;
  /** Updates in the first state that a follower asks for. */
  state: number;
};

/** Connections on their way at once. */
const AT_ONCE = 100;
/** What a process may take to come to rest, ms. */
const REST_MS = 1_500;
/** The least time between two updates, ms: more than a window within which Dateline would send them together. */
const PAUSE_MS = 30;
/** Whatever does not come by then does not come, ms. */
const PATIENCE_MS = 30_000;

type Stage = { serving: Serving; crowd: Crowd; redisUrl: string; updates: number };

/** Redis, the system and its followers' processes, for as long as a measurement takes. */
async function on<T>(system: System, { loaders, state }: Options, measure: (stage: Stage) => Promise<T>): Promise<T> {
  const redis = await startRedis();
  pin('others', redis.pid(), process.pid);
  const serving = await system.start(redis.url);
  const crowd = new Crowd(loaders);
  try {
    const updates = 2 * state;
    for (let n = 0; n < updates; n += 1) await serving.publish(n);
    return await measure({ serving, crowd, redisUrl: redis.url, updates });
  } finally {
    await crowd.stop();
    await serving.stop();
    await redis.stop();
  }
}

/** Deliveries per CPU second, bytes per delivery, and the time from append to the last of all followers. */
export function fanout(system: System, options: Options): Promise<Figures> {
  return on(system, options, async ({ serving, crowd, updates }) => {
    const { clients, seconds, rate } = options;
    const follow = { briefing: 'bench', from: 'live' };
    await crowd.open({
      port: serving.port,
      protocol: system.protocol,
      count: clients,
      atOnce: AT_ONCE,
      follow,
      comesBack: false,
    });
    let n = updates;
    // One after the other, and never two in a burst, even where the machine stands still for a while: each is to be a write of its own.
    const publish = async (count: number, sent: Map<number, number>) => {
      for (const last = n + count; n < last; n += 1) {
        const at = sharedClock();
        sent.set(n, at);
        await serving.publish(n);
        await pause(Math.max(PAUSE_MS, 1_000 / rate - (sharedClock() - at)));
      }
      await crowd.reach(n - 1, PATIENCE_MS);
    };
    await publish(rate, new Map()); // a second to get warm
    await serving.collect();
    await crowd.count();
    const sent = new Map<number, number>();
    const before = cpuMsOf(serving.pid);
    await publish(rate * seconds, sent);
    const cpuMs = cpuMsOf(serving.pid) - before;
    const { deliveries, frames, bytes, lastHeard, behind } = await crowd.report();
    if (behind > 0) throw new Error(`${system.name}: ${behind} followers have not got everything`);
    const delays = lastHeard.flatMap(([m, at]) => (sent.has(m) ? [at - (sent.get(m) ?? at)] : []));
    return {
      'deliveries / CPU s': deliveries / (cpuMs / 1_000),
      'frames / CPU s': frames / (cpuMs / 1_000),
      'updates / frame': deliveries / frames,
      'CPU used, %': cpuMs / (10 * seconds),
      'last client p50, ms': quantile(delays, 0.5),
      'last client p99, ms': quantile(delays, 0.99),
      'bytes / delivery': bytes / deliveries,
    };
  });
}

/** How long one who is not concerned waits for an answer while a crowd is being written to: websocket pings, one after the other. */
export function fair(system: System, options: Options): Promise<Figures> {
  return on(system, options, async ({ serving, crowd, updates }) => {
    const { clients, seconds, rate } = options;
    const follow = { briefing: 'bench', from: 'live' };
    const order = { port: serving.port, protocol: system.protocol, atOnce: AT_ONCE, follow, comesBack: false };
    await crowd.open({ ...order, count: clients });
    const probe = new WebSocket(`ws://127.0.0.1:${serving.port}${system.protocol.path}`);
    // Listens first: the first message comes along with the handshake, and who does not answer it is sent away.
    probe.on('message', (data) => {
      if (String(data).startsWith('0')) probe.send('40');
    });
    await once(probe, 'open');
    const ask = async () => {
      const before = performance.now();
      probe.ping();
      await once(probe, 'pong');
      return performance.now() - before;
    };
    const waits: number[] = [];
    let n = updates;
    for (const end = performance.now() + seconds * 1_000; performance.now() < end; n += 1) {
      await serving.publish(n);
      for (const next = performance.now() + 1_000 / rate; performance.now() < next; await pause(1))
        waits.push(await ask());
    }
    await crowd.reach(n - 1, PATIENCE_MS);
    const idle: number[] = [];
    for (let at = 0; at < 200; at += 1) idle.push(await ask());
    probe.terminate();
    return {
      'longest wait, ms': Math.max(...waits),
      'wait p99, ms': quantile(waits, 0.99),
      'wait p50, ms': quantile(waits, 0.5),
      'idle: longest wait, ms': Math.max(...idle),
    };
  });
}

/** CPU to connect, follow and get a first state; memory and CPU of a follower to whom nothing happens. */
export function connect(system: System, options: Options): Promise<Figures> {
  return on(system, options, async ({ serving, crowd }) => {
    const { clients, seconds, state } = options;
    const follow = state > 0 ? { briefing: 'bench', last: state } : { briefing: 'bench', from: 'live' };
    const order = { port: serving.port, protocol: system.protocol, atOnce: AT_ONCE, follow, comesBack: false };
    await crowd.open({ ...order, count: Math.ceil(clients / 10) }); // code that is run for the first time is slow
    await rest(serving);
    const [cpuBefore, bytesBefore] = [cpuMsOf(serving.pid), residentBytesOf(serving.pid)];
    await crowd.open({ ...order, count: clients });
    const cpuMs = cpuMsOf(serving.pid) - cpuBefore;
    await rest(serving);
    const bytes = residentBytesOf(serving.pid) - bytesBefore;
    const idleBefore = cpuMsOf(serving.pid);
    await pause(seconds * 1_000);
    const idleMs = cpuMsOf(serving.pid) - idleBefore;
    return {
      'CPU / connect and follow, µs': (1_000 * cpuMs) / clients,
      'resident / follower, KB': bytes / clients / 1_024,
      'idle CPU / follower, µs/s': (1_000 * idleMs) / (1.1 * clients) / seconds,
    };
  });
}

async function rest(serving: Serving): Promise<void> {
  await pause(REST_MS);
  await serving.collect();
  await pause(REST_MS);
}

/** The serving process is killed and started again while the story goes on: how long until everybody is back and has it all. */
export function storm(system: System, options: Options): Promise<Figures> {
  return on(system, options, async ({ serving, crowd, redisUrl, updates }) => {
    const { clients } = options;
    const follow = { briefing: 'bench', from: 'live' };
    await crowd.open({
      port: serving.port,
      protocol: system.protocol,
      count: clients,
      atOnce: AT_ONCE,
      follow,
      comesBack: true,
    });
    let n = updates;
    const publish = async (count: number) => {
      for (const last = n + count; n < last; n += 1) await serving.publish(n);
    };
    await publish(10);
    await crowd.reach(n - 1, PATIENCE_MS);
    await crowd.count();
    const admin = new Redis(redisUrl);
    const readsBefore = await scriptsOf(admin);
    const start = performance.now();
    const crashed = serving.crash();
    await publish(20);
    await crashed;
    const served = performance.now();
    const cpuBefore = cpuMsOf(serving.pid);
    const { behind, refused, attempts } = await crowd.reach(n - 1, PATIENCE_MS);
    const took = performance.now() - start;
    const reads = (await scriptsOf(admin)) - readsBefore - 20;
    admin.disconnect();
    return {
      'all back and complete, s': took / 1_000,
      'of it until served again, s': (served - start) / 1_000,
      'not complete': behind,
      'turned away': refused,
      attempts,
      'Redis reads of the log': reads,
      'CPU / return, µs': (1_000 * (cpuMsOf(serving.pid) - cpuBefore)) / clients,
    };
  });
}

async function scriptsOf(admin: Redis): Promise<number> {
  const stats = await admin.info('commandstats');
  return [...stats.matchAll(/cmdstat_(?:evalsha|eval|fcall):calls=(\d+)/g)].reduce(
    (sum, [, calls]) => sum + Number(calls),
    0,
  );
}

/** Commands that Redis carries out for each update, with so many followers: those of scripts count too. */
export function commands(system: System, options: Options): Promise<Figures> {
  return on(system, options, async ({ serving, crowd, redisUrl, updates }) => {
    const figures: Figures = {};
    const admin = new Redis(redisUrl);
    const count = async () => Number(/total_commands_processed:(\d+)/.exec(await admin.info('stats'))?.[1]);
    let [n, connected] = [updates, 0];
    for (const clients of [1, 10, 100, 1_000].filter((some) => some <= options.clients)) {
      const order = { port: serving.port, protocol: system.protocol, atOnce: AT_ONCE, comesBack: false };
      await crowd.open({ ...order, count: clients - connected, follow: { briefing: 'bench', from: 'live' } });
      connected = clients;
      const before = await count();
      const last = n + 10 * options.rate;
      for (; n < last; n += 1) await serving.publish(n);
      await crowd.reach(n - 1, PATIENCE_MS);
      figures[`commands / update, ${clients} clients`] = ((await count()) - before) / (10 * options.rate);
    }
    admin.disconnect();
    return figures;
  });
}
