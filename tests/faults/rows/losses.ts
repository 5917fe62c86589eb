import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Loss } from '../history.ts';
import { EDITOR_KEY } from '../part.ts';
import { answers } from '../site.ts';
import { comes } from '../time.ts';
import { type Row, type Scene, someOf } from './row.ts';

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
  {
    id: 'F30',
    fault: 'a log is cut under its readers',
    how: 'XTRIM by hand; then the gateway that holds the log is started again',
    expectation:
      'who holds it goes on; who reads it anew is refused, and never served with a hole; other logs are served',
    ground: 'lossy',
    seconds: 10,
    async inject({ site, recorder, briefings, expect }) {
      const cut = `cut-${Math.round(recorder.now())}`;
      const write = (path: string, json: unknown) =>
        fetch(`${site.writersUrl}/v1/briefings${path}`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${EDITOR_KEY}`, 'Content-Type': 'application/json' },
          body: JSON.stringify(json),
        });
      const gateway = someOf(site.gateways, () => 0);
      const log = (briefing: string) =>
        fetch(`http://127.0.0.1:${gateway.port}/v1/briefings/${briefing}/log`, {
          signal: AbortSignal.timeout(TOLD_MS),
        });
      await write('', { id: cut, title: cut });
      for (const text of ['One.', 'Two.', 'Three.']) await write(`/${cut}/updates`, { text });
      expect((await log(cut)).status === 200, 'it was not served before');
      await site.admin.xtrim(`dl:{${cut}}:log`, 'MAXLEN', 2);
      await write(`/${cut}/updates`, { text: 'Four.' });
      const held = (await (await log(cut)).json()) as { entries?: unknown[] };
      expect(held.entries?.length === 5, `who held it has ${held.entries?.length} entries of 5`);
      await gateway.end('SIGTERM');
      await gateway.start();
      const status = await log(cut).then(
        (answer) => answer.status,
        () => 0,
      );
      expect(status === 503, `a log with a hole was answered with ${status}`);
      expect((await log(briefings[0] ?? '')).status === 200, 'other logs are not served');
      return undefined;
    },
  },
];
