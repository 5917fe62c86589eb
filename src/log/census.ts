import { readFileSync } from 'node:fs';
import type { Result } from 'ioredis';
import type { Connection } from '../runtime/redis.ts';
import { keysOf } from './keys.ts';

/** Says how many read a briefing here, none included, and gives how many read it on all gateways that have said so lately. */
export type Census = (briefing: string, count: number) => Promise<number>;

/** `gateway` is this one's id among all; what it says counts for `keptMs`. */
export type CensusOptions = { gateway: string; keptMs: number };

declare module 'ioredis' {
  interface RedisCommander<Context> {
    dlCensus(viewers: string, gateway: string, count: number, keptMs: number): Result<number, Context>;
  }
}

/** Beside the log, not in it: who reads is nobody's history. */
export function createCensus(redis: Connection, { gateway, keptMs }: CensusOptions): Census {
  const lua = `#!lua\n${readFileSync(new URL('census.lua', import.meta.url), 'utf8')}`;
  redis.defineCommand('dlCensus', { numberOfKeys: 1, lua });
  return (briefing, count) => redis.dlCensus(keysOf(briefing).viewers, gateway, count, keptMs);
}
