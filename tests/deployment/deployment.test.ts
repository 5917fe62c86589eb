import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { watchLag } from '../kit/lag.ts';
import { readComposition, startComposition } from './composition.ts';
import { roll } from './rolling.ts';

const SCHEMA = join(import.meta.dirname, '../../node_modules/dclint/schemas/compose.schema.json');
/** As many as a busy machine takes beside other tests; `FOLLOWERS=2000 npm test -- tests/deployment` for a crowd. */
const FOLLOWERS = Number(process.env.FOLLOWERS ?? 200);
const OUTAGE_MS = 3_000;
/** On a busy machine each of the processes that a follower passes through is as late as this one. */
const LAGGING = 4;
const hasHaproxy = spawnSync('haproxy', ['-v']).status === 0;
if (!hasHaproxy) console.info('haproxy is not on the PATH: no rolling restart is tried');

test('docker-compose.yml is what the Compose specification describes', async () => {
  // It names its own language by an address that is not quite the one of draft 07.
  const { $schema: _, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8'));
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  const valid = ajv.compile(schema);
  valid(await readComposition());
  expect(valid.errors ?? []).toEqual([]);
});

test.skipIf(!hasHaproxy)(
  'a restart of one gateway after the other loses nothing, and nobody waits for long',
  { timeout: 120_000 },
  async () => {
    const composition = await startComposition();
    const lag = watchLag();
    try {
      const { longest, ...rolled } = await roll(composition, FOLLOWERS);
      console.info(
        `${FOLLOWERS} followers: ${JSON.stringify(rolled)}, longest outage ${Math.round(longest)} ms, lag ${Math.round(lag())} ms`,
      );
      expect(rolled).toMatchObject({ missing: 0, doubled: 0 });
      expect(rolled.moved).toBeGreaterThanOrEqual(FOLLOWERS);
      expect(longest).toBeLessThan(OUTAGE_MS + LAGGING * lag());
    } finally {
      await composition.stop();
    }
  },
);
