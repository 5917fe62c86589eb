import type { Disk } from '../disk.ts';
import type { Loss } from '../history.ts';
import { answers } from '../site.ts';
import { comes, pause } from '../time.ts';
import { tryWrite } from './redis.ts';
import type { Row, Scene } from './row.ts';

/** `everysec` may lose what was acknowledged in the last so long, ms. */
const EVERYSEC_MS = 2_000;
/** A look at what was refused, and a minute after a rewrite that was begun just before. */
const REWRITTEN_MS = 90_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function diskOf({ disk }: Scene): Disk {
  if (!disk) throw new Error('There is no disk here');
  return disk;
}

async function killed(scene: Scene, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
  await pause(300 * scene.random());
  await scene.site.redis.kill();
  await meanwhile();
  await scene.site.redis.restart();
  await healed(scene);
}

async function healed(scene: Scene): Promise<void> {
  await answers(scene.site);
  const writes = await comes(async () => (await tryWrite(scene)).status === 422, 10_000);
  scene.expect(writes, 'writes are refused still');
}

async function losePower(scene: Scene): Promise<number> {
  const disk = diskOf(scene);
  let at = 0;
  await killed(scene, async () => {
    at = scene.recorder.now();
    await disk.losePower();
  });
  return at;
}

/** How often Redis has begun to write its file anew since it started. */
async function rewrites({ site }: Scene): Promise<number> {
  return Number(/^aof_rewrites:(\d+)/m.exec(await site.admin.info('persistence'))?.[1]);
}

/** A torn file keeps half of a change, and one that had no room has a hole: before the next start the service has it written anew. */
async function writtenAnew(scene: Scene, before: number): Promise<void> {
  const isOver = async () => (await scene.site.admin.info('persistence')).includes('aof_rewrite_in_progress:0');
  const written = await comes(async () => (await rewrites(scene)) > before && (await isOver()), REWRITTEN_MS);
  scene.expect(written, 'the file was not written anew');
}

/** Writes are refused while the clock is off, and `/readyz` says that it is. */
async function refusedAt(scene: Scene, offMs: number): Promise<void> {
  const { site, writers, expect } = scene;
  const before = writers.refusals.get(503) ?? 0;
  await diskOf(scene).setClock(offMs);
  const ready = await (await fetch(`${site.writersUrl}/readyz`)).text();
  expect(/clock/.test(ready), `/readyz says nothing of the clock: ${ready}`);
  await comes(() => (writers.refusals.get(503) ?? 0) > before, 3_000);
  expect((writers.refusals.get(503) ?? 0) > before, 'no write was refused');
  await diskOf(scene).setClock(0);
}

export const disks: readonly Row[] = [
  {
    id: 'F10',
    fault: 'Redis crashes, appendfsync everysec',
    how: 'SIGKILL, again at once',
    expectation: 'I1–I7: what was written is in the kernel’s hands',
    ground: 'everysec',
    seconds: 60,
    async inject(scene) {
      await killed(scene);
      return undefined;
    },
  },
  {
    id: 'F11 everysec',
    fault: 'the power fails, appendfsync everysec',
    how: 'SIGKILL; the file is cut to what a preloaded library has seen synced',
    expectation: 'at most 2 s are lost, and everybody who was shown them is told: I11',
    ground: 'everysec',
    seconds: 60,
    async inject(scene): Promise<Loss> {
      await pause(EVERYSEC_MS); // what a run begins with is not to be a part of it
      return { since: (await losePower(scene)) - EVERYSEC_MS };
    },
  },
  {
    id: 'F16 everysec',
    fault: 'the disk is full, appendfsync everysec',
    how: 'a small tmpfs is filled; after a while there is room again',
    expectation:
      'writes are 503; I1; it heals; the file is written anew (in a soak; else `tests/log/file-watch.test.ts`)',
    ground: 'everysec',
    seconds: 10,
    async inject(scene) {
      const { writers, expect, length } = scene;
      const before = writers.refusals.get(503) ?? 0;
      await diskOf(scene).fill();
      const refused = await comes(() => (writers.refusals.get(503) ?? 0) > before, 6_000);
      expect(refused, 'no write was refused');
      await diskOf(scene).free();
      await healed(scene);
      if (length === 'full') await writtenAnew(scene, await rewrites(scene));
      return undefined;
    },
  },
  {
    id: 'F11 always',
    fault: 'the power fails, appendfsync always',
    how: 'the same',
    expectation: 'I1: nothing is lost',
    ground: 'always',
    seconds: 60,
    async inject(scene) {
      await losePower(scene);
      return undefined;
    },
  },
  {
    id: 'F13',
    fault: 'the append-only file is torn',
    how: 'a byte in its middle is turned over, and back; its last 1 to 200 bytes are cut',
    expectation: 'the first: Redis refuses to start. The second: it starts, I11, and the file is written anew',
    ground: 'always',
    seconds: 20,
    async inject(scene): Promise<Loss> {
      const { site, random, expect, recorder } = scene;
      const disk = diskOf(scene);
      await pause(EVERYSEC_MS);
      await site.redis.kill();
      const since = recorder.now() - EVERYSEC_MS;
      const putBack = await disk.flip();
      const started = await site.redis.restart().then(
        () => true,
        () => false,
      );
      expect(!started, 'Redis started on a file with a hole in it');
      await putBack();
      await disk.tear(1 + Math.floor(200 * random()));
      await site.redis.restart();
      await healed(scene);
      await writtenAnew(scene, 0);
      return { since };
    },
  },
  {
    id: 'F16 always',
    fault: 'the disk is full, appendfsync always',
    how: 'a small tmpfs is filled until Redis ends; then there is room, and it starts again',
    expectation: 'I1',
    ground: 'always',
    seconds: 10,
    async inject(scene) {
      await diskOf(scene).fill();
      await comes(() => scene.site.redis.hasEnded(), 6_000);
      scene.expect(scene.site.redis.hasEnded(), 'Redis goes on without a disk');
      await diskOf(scene).free();
      await scene.site.redis.restart();
      await healed(scene);
      return undefined;
    },
  },
  {
    id: 'F24',
    fault: 'Redis’ clock steps back, ahead, and shakes',
    how: 'a preloaded library: −1 h, +10 d, ±50 ms thirty times a second',
    expectation: 'ids and numbers only grow; a clock that is far off is refused and said; I1–I7',
    ground: 'always',
    seconds: 30,
    async inject(scene) {
      await refusedAt(scene, -HOUR_MS);
      await refusedAt(scene, 10 * DAY_MS);
      for (let at = 0; at < 30; at += 1) {
        await diskOf(scene).setClock(Math.round(100 * scene.random() - 50));
        await pause(30);
      }
      await diskOf(scene).setClock(0);
      await healed(scene);
      return undefined;
    },
  },
];
