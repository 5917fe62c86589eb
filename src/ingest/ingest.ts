import { Router } from 'express';
import { type ArticleParts, articleRoutes } from './articles.ts';
import { briefingRoutes } from './briefings.ts';
import { mountImports } from './imports.ts';
import { mount } from './mount.ts';
import { plannedRoutes } from './planned.ts';
import type { Requests } from './requests.ts';
import { type SourceParts, sourceRoutes } from './sources.ts';
import { updateRoutes } from './updates.ts';

export type IngestParts = ArticleParts & {
  requests: Requests;
  /** The editor key that every call must carry. */
  key: string;
  /** Bytes that nobody can guess. */
  random: (bytes: number) => Uint8Array;
  /** Without it, no sources are watched. */
  watching?: Pick<SourceParts, 'sources' | 'sourceQueue' | 'allowed'>;
};

/**
 * The write API of DESIGN section 4, to be mounted at the root, before a handler that makes problems of errors. Reads of
 * the same addresses go on to whoever serves them.
 */
export function createIngest(parts: IngestParts): Router {
  const routes = [...briefingRoutes(parts), ...articleRoutes(parts), ...plannedRoutes(parts), ...updateRoutes(parts)];
  if (parts.watching) routes.push(...sourceRoutes({ ...parts, ...parts.watching }));
  return mountImports(mount(Router(), routes, parts), parts);
}
