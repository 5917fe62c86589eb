import { Router } from 'express';
import { type ArticleParts, articleRoutes } from './articles.ts';
import { briefingRoutes } from './briefings.ts';
import { mount } from './mount.ts';
import type { Requests } from './requests.ts';
import { updateRoutes } from './updates.ts';

export type IngestParts = ArticleParts & {
  requests: Requests;
  /** The editor key that every call must carry. */
  key: string;
  /** Bytes that nobody can guess. */
  random: (bytes: number) => Uint8Array;
};

/**
 * The write API of DESIGN section 4, to be mounted at the root, before a handler that makes problems of errors. Reads of
 * the same addresses go on to whoever serves them.
 */
export function createIngest(parts: IngestParts): Router {
  const routes = [...briefingRoutes(parts), ...articleRoutes(parts), ...updateRoutes(parts)];
  return mount(Router(), routes, parts);
}
