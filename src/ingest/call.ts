import type { Body, MediaType } from './body.ts';

/**
 * A write as a route sees it. `seed` is what this request's ids and its operation in the log are made of: with an
 * idempotency key, the same whenever the request comes again, and else like no other.
 */
export type Call = {
  params: Readonly<Record<'briefing' | 'update' | 'article' | 'source', string>>;
  query: Readonly<Record<string, string>>;
  body: Body;
  seed: string;
};

export type Reply = { status: number; json: object; location?: string };

/** One method of one address. Without `types`, it takes no body. */
export type Route = {
  method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  path: string;
  types?: readonly MediaType[];
  /** Bytes of the body, unpacked. */
  limit?: number;
  run(call: Call): Promise<Reply>;
};
