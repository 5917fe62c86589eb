import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ClientContext, Result } from 'ioredis';
import { Refusal } from '../protocol/codes.ts';
import { IDEMPOTENCY_MS, REQUEST_MS } from '../protocol/limits.ts';
import { reaching } from '../protocol/reaching.ts';
import { requestKey } from '../queue/index.ts';
import type { Connection } from '../runtime/redis.ts';

declare module 'ioredis' {
  interface RedisCommander<Context extends ClientContext> {
    dlBeginRequest(...keyAndArguments: (string | number)[]): Result<'new' | 'again' | 'running' | 'other', Context>;
  }
}

/**
 * Requests that carry an `Idempotency-Key`. No answers are kept, since there would be texts in them: a request that comes
 * again is carried out again, and comes to the same, because everything that it names is made from the key.
 */
export type Requests = {
  /** Refuses with `KEY_REUSED` when the key came with another request, `REQUEST_RUNNING` when this one has not ended. */
  begin(key: string, fingerprint: string): Promise<void>;
  /** The request has ended: it may come again. */
  end(key: string): Promise<void>;
  /** The request was refused and has changed nothing: its key is free, also for a better request. */
  release(key: string): Promise<void>;
};

export function createRequests(redis: Connection): Requests {
  // A full memory must not keep a takedown out: a record is small.
  const lua = `#!lua flags=allow-oom\n${readFileSync(new URL('begin.lua', import.meta.url), 'utf8')}`;
  redis.defineCommand('dlBeginRequest', { numberOfKeys: 1, lua });
  const record = (key: string) => requestKey(digest(key));
  return {
    async begin(key, fingerprint) {
      const found = await reaching(redis.dlBeginRequest(record(key), fingerprint, REQUEST_MS, IDEMPOTENCY_MS));
      if (found === 'other')
        throw new Refusal('KEY_REUSED', 'Send the request as it was before, or give this one a key of its own');
      if (found === 'running') throw new Refusal('REQUEST_RUNNING');
    },
    end: async (key) => void (await reaching(redis.hdel(record(key), 'until'))),
    release: async (key) => void (await reaching(redis.del(record(key)))),
  };
}

/** SHA-256 over the parts, each with its length, so that no two lists of parts are the same text. */
export function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}
