import { Router } from 'express';

/** What keeps the process from doing its work, each a sentence; empty when nothing does. */
export type Faults = () => Promise<readonly string[]>;

/**
 * `/healthz`: the process runs. `/readyz`: it can do its work, or 503 with what keeps it from it, for a load balancer that
 * sends readers elsewhere meanwhile.
 */
export function createHealth(faults: Faults): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ ok: true });
  });
  router.get('/readyz', async (_request, response) => {
    const found = await faults();
    response.set('Cache-Control', 'no-store').status(found.length === 0 ? 200 : 503);
    response.json(found.length === 0 ? { ok: true } : { ok: false, faults: found });
  });
  return router;
}
