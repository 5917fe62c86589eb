import type { Connection } from '../../src/runtime/redis.ts';
import type { TestRedis, TestRedisOptions } from '../kit/redis.ts';
import { startTcpLine, type TcpLine } from '../kit/tcp-line.ts';
import { type House, startHouse, type Topology } from './house.ts';
import { type Part, startServing, startWorking } from './part.ts';
import { comes } from './time.ts';

export type SiteOptions = { topology?: Topology; redis?: TestRedisOptions; gateways?: number; workers?: number };

/** The service as it is deployed, in processes of its own, each with a line to Redis that can be broken. */
export type Site = {
  readonly house: House;
  /** Where there is one alone. */
  readonly redis: TestRedis;
  /** Straight to Redis, past all lines. */
  readonly admin: Connection;
  readonly ingest: Part;
  readonly gateways: readonly Part[];
  readonly workers: readonly Part[];
  readonly parts: readonly Part[];
  /** Where readers connect: to each gateway in turn, but for those that are down, as a load balancer does. */
  readonly door: TcpLine;
  readonly readersUrl: string;
  readonly writersUrl: string;
  stop(): Promise<void>;
};

export async function startSite({
  topology = 'one',
  redis: how = {},
  gateways: many = 2,
  workers: hands = 2,
}: SiteOptions = {}) {
  const house = await startHouse(topology, how);
  const { admin } = house;
  const starting = [
    startServing('ingest', 'ingest', house),
    ...Array.from({ length: many }, (_, at) => startServing('gateway', `gateway ${at + 1}`, house)),
    ...Array.from({ length: hands }, (_, at) => startWorking(`worker ${at + 1}`, house)),
  ];
  const parts = await Promise.all(starting);
  const [ingest, ...others] = parts as [Part, ...Part[]]; // it is the first above
  const [gateways, workers] = [others.slice(0, many), others.slice(many)];
  let turn = 0;
  const door = await startTcpLine(() => {
    const up = gateways.filter((gateway) => gateway.up);
    const gateway = up[turn++ % Math.max(1, up.length)];
    return gateway && { host: '127.0.0.1', port: gateway.port };
  });
  const site: Site = {
    house,
    get redis() {
      if (house.topology === 'one') return house.redis;
      throw new Error('There is more than one Redis here');
    },
    admin,
    ingest,
    gateways,
    workers,
    parts,
    door,
    readersUrl: `http://127.0.0.1:${door.port}`,
    writersUrl: `http://127.0.0.1:${ingest.port}`,
    async stop() {
      await door.stop();
      await Promise.all(parts.map((part) => part.stop()));
      await house.stop();
    },
  };
  return site;
}

/** Redis answers after so long, ms, whatever was done to it. */
const ANSWERS_MS = 20_000;

/** Resolves once Redis answers, after whatever was done to it. */
export async function answers({ admin }: Site): Promise<void> {
  const answered = await comes(async () => (await within(admin.ping())) === 'PONG', ANSWERS_MS);
  if (!answered) throw new Error(`Redis does not answer after ${ANSWERS_MS} ms`);
}

/** Undefined when there is no answer for now. */
function within(call: Promise<string>): Promise<string | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, 1_000, undefined));
  return Promise.race([call.catch(() => undefined), late]);
}
