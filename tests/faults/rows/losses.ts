import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Loss } from '../history.ts';
import { answers } from '../site.ts';
import { comes } from '../time.ts';
import type { Row, Scene } from './row.ts';

const TOLD_MS = 5_000;

/** The briefings are opened anew; everybody who had read them is told that this is another log. */
async function beginAnew(scene: Scene): Promise<void> {
  const { writers, readers, recorder, expect } = scene;
  const opened = recorder.now();
  await writers.open();
  const resets = () =>
    new Set(recorder.lines.flatMap((line) => (line.type === 'reset' && line.at > opened ? [line.by] : [])));
  const untold = () => readers.filter(({ by }) => !/widget|roaming/.test(by) && !resets().has(by)).map(({ by }) => by);
  await comes(() => untold().length === 0, TOLD_MS);
  expect(untold().length === 0, `not told within 5 s: ${untold()}`);
}

export const losses: readonly Row[] = [
  {
    id: 'F12',
    fault: 'Redis is wiped',
    how: 'SIGKILL, its files are deleted, it starts empty; the briefings are opened again',
    expectation: 'every reader is reset to the new log; none stalls in silence',
    ground: 'lossy',
    seconds: 10,
    async inject(scene): Promise<Loss> {
      const { site } = scene;
      await site.redis.kill();
      await rm(join(site.redis.folder, 'appendonlydir'), { recursive: true, force: true });
      await site.redis.restart();
      await answers(site);
      await beginAnew(scene);
      return { since: 0 };
    },
  },
  {
    id: 'Q2',
    fault: 'the logs are lost, the queue survives',
    how: 'every key of ours is deleted, and none of BullMQ’s',
    expectation: 'jobs of what is gone end; every reader is reset; what comes next is published',
    ground: 'lossy',
    seconds: 10,
    async inject(scene): Promise<Loss> {
      const keys = await scene.site.admin.keys('dl:*');
      await scene.site.admin.del(keys);
      await beginAnew(scene);
      return { since: 0 };
    },
  },
];
