import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { createRedisLog } from '../src/log/redis-log.ts';
import { type Child, start } from './child-process.ts';
import { nchanIsHere, startNchan } from './nchan.ts';
import type { Protocol } from './raw-client.ts';
import { BRIEFING, batchOf, textOf } from './update.ts';

/** A serving process and the hand that publishes through it. */
export type Serving = {
  readonly pid: number;
  readonly port: number;
  publish(n: number): Promise<unknown>;
  /** Lets it collect its garbage, where it has such. */
  collect(): Promise<void>;
  /** Ends the serving process as a crash does, and starts another on the same port. */
  crash(): Promise<void>;
  stop(): Promise<void>;
};
export type System = { name: string; protocol: Protocol; start(redisUrl: string): Promise<Serving> };

/** For the serving process; more from outside, such as `--cpu-prof`. */
const FLAGS = ['--expose-gc', ...(process.env.BENCH_FLAGS?.split(' ') ?? [])];

const SOCKET_IO: Protocol = { path: '/socket.io/?EIO=4&transport=websocket', socketIo: true };
const BARE: Protocol = { path: '/', socketIo: false };

type Hand = { publish(n: number): Promise<unknown>; stop(): void };

/** The three that are Node: a module of `servers/`, and what publishes to it through Redis. */
function node(name: string, module: string, protocol: Protocol, hand: (redisUrl: string) => Promise<Hand>): System {
  return {
    name,
    protocol,
    async start(redisUrl) {
      const writer = await hand(redisUrl);
      let child: Child = start('serving', module, [redisUrl], FLAGS);
      const { port } = await child.first<{ port: number }>();
      return {
        port,
        get pid() {
          return child.pid;
        },
        publish: (n) => writer.publish(n),
        collect: async () => void (await child.ask({})),
        async crash() {
          await child.stop('SIGKILL');
          child = start('serving', module, [redisUrl, String(port)], FLAGS);
          await child.first();
        },
        async stop() {
          await child.stop();
          writer.stop();
        },
      };
    },
  };
}

/** Appends to the log, as the worker does. */
async function logWriter(redisUrl: string): Promise<Hand> {
  const connections = { redis: new Redis(redisUrl), subscriber: new Redis(redisUrl) };
  await connections.redis.flushall();
  const log = createRedisLog(connections, {
    now: Date.now,
    epoch: () => Math.random().toString(36).slice(2, 10).padEnd(8, '0'),
  });
  await log.append(BRIEFING, 'open', { type: 'opened', briefing: { title: 'Bench' } });
  const publish = (n: number) =>
    log.append(BRIEFING, `op${n}`, {
      type: 'published',
      update: `u${n}`,
      content: { kind: 'paragraph', text: textOf(n) },
    });
  return {
    publish,
    stop: () => {
      for (const connection of Object.values(connections)) connection.disconnect();
    },
  };
}

/** Another server of the same adapter, as a worker would be. */
async function emitter(redisUrl: string): Promise<Hand> {
  // The adapter's own connections are copies of this one, and outlive it by a blocking read: they are not to come back.
  const redis = new Redis(redisUrl, { retryStrategy: () => null });
  redis.on('error', () => {});
  await redis.flushall();
  const io = new Server({ adapter: createAdapter(redis) });
  return {
    publish: async (n) => io.to(BRIEFING).emit('batch', batchOf(n)),
    stop: () => {
      io.of('/').adapter.close();
      redis.disconnect();
    },
  };
}

async function channel(redisUrl: string): Promise<Hand> {
  const redis = new Redis(redisUrl);
  return {
    publish: (n) => redis.publish(BRIEFING, `42${JSON.stringify(['batch', batchOf(n)])}`),
    stop: () => redis.disconnect(),
  };
}

/** Every system that this machine has; Dateline first. */
export function systemsHere(): System[] {
  return [
    node('Dateline', 'servers/dateline.ts', SOCKET_IO, logWriter),
    node('Socket.IO', 'servers/socket-io.ts', SOCKET_IO, emitter),
    node('bare ws', 'servers/ws.ts', BARE, channel),
    ...(nchanIsHere() ? [{ name: 'Nchan', protocol: { path: '/sub', socketIo: false }, start: startNchan }] : []),
  ];
}
