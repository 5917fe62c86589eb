import { exportLog } from '../../client/terminal/export.ts';
import { importLog } from '../../client/terminal/import.ts';
import { Service } from '../../client/terminal/service.ts';
import type { Code } from '../../src/protocol/codes.ts';
import { createJournal } from '../../src/runtime/logging.ts';
import { createShutdown } from '../../src/runtime/shutdown.ts';
import { startService } from '../../src/service.ts';
import { TestReader } from '../kit/reader.ts';
import { startRedis } from '../kit/redis.ts';
import { type Piped, piped } from '../terminal/piped.ts';

const KEY = 'a-key-for-the-newsroom';

export type Answered = { status: number; json: ReturnType<typeof JSON.parse> & { code?: Code } };

/** A service for readers and newsroom, in this process, over a Redis of its own; and the commands of a terminal that use it. */
export async function startSite() {
  const redis = await startRedis();
  const faults: string[] = [];
  const journal = createJournal('error', { write: (line) => void faults.push(line) });
  const shutdown = createShutdown({ journal });
  const service = await startService({
    roles: ['gateway', 'ingest'],
    port: 0,
    host: '127.0.0.1',
    publicUrl: undefined,
    redisUrl: redis.url,
    queueUrl: redis.url,
    key: KEY,
    origins: '*',
    durability: 'memory',
    replicas: 0,
    sourcePrivate: false,
    spreadMs: 0,
    journal,
    shutdown,
  });
  const readers: TestReader[] = [];

  async function call(method: string, path: string, json?: unknown): Promise<Answered> {
    const response = await fetch(`${service.url}/v1/briefings${path}`, {
      method,
      headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    return { status: response.status, json: await response.json() };
  }

  const newsroom = new Service(service.url, KEY);
  return {
    ...service,
    redis,
    call,
    reader(): TestReader {
      const reader = new TestReader(service.url);
      readers.push(reader);
      return reader;
    },
    export: (briefing: string, by = newsroom): Promise<Piped> => piped((io) => exportLog(briefing, by, io)),
    import: (file: string, by = newsroom): Promise<Piped> => piped((io) => importLog(file, by, io, Date.now)),
    newsroom,
    async stop(): Promise<readonly string[]> {
      for (const reader of readers) reader.close();
      await shutdown.run('the test is over');
      await redis.stop();
      return faults;
    },
  };
}
export type Site = Awaited<ReturnType<typeof startSite>>;
