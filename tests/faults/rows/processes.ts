import { join } from 'node:path';
import { comes, pause } from '../time.ts';

import { BUSY, POISON } from '../writers.ts';
import { type Row, type Scene, someOf } from './row.ts';

const KILLER = join(import.meta.dirname, '../../queue/kill-at.ts');
/** Three times the lock of the workers that tests start. */
const FROZEN_MS = 1_500;
const RESPAWN_MS = 200;
const RESUME_MS = 5_000;

/** A process dies at a step of its work, and comes back. */
async function dieAt({ site }: Scene, which: 'ingest' | 'worker', at: string): Promise<void> {
  const part = which === 'ingest' ? site.ingest : (site.workers[0] ?? site.ingest);
  await part.end('SIGKILL');
  await part.start({ preload: [KILLER], env: { KILL_AT: at } });
  await part.ended();
  await part.start();
}

/** Everybody who is there comes to what the log had when this was called. */
async function allResume({ readers, site, briefings, expect }: Scene): Promise<void> {
  const heads = new Map<string, number>();
  for (const briefing of briefings) heads.set(briefing, await site.admin.xlen(`dl:{${briefing}}:log`));
  const behind = () => readers.filter(({ seq, briefing }) => seq < (heads.get(briefing) ?? 0));
  await comes(() => behind().length === 0, RESUME_MS);
  expect(behind().length === 0, `not there after 5 s: ${behind().map(({ by }) => by)}`);
}

export const processes: readonly Row[] = [
  {
    id: 'F1',
    fault: 'a worker crashes',
    how: 'SIGKILL to one of the workers, another 0.2 s later',
    expectation: 'I1–I7; its jobs are taken over',
    ground: 'usual',
    seconds: 60,
    async inject({ site, random }) {
      const worker = someOf(site.workers, random);
      await worker.end('SIGKILL');
      await pause(RESPAWN_MS);
      await worker.start();
      return undefined;
    },
  },
  {
    id: 'F2',
    fault: 'a worker crashes between the log and its note of it',
    how: 'a preloaded module kills it before its nth append, or with the answer to it in its hands',
    expectation: 'I2, I4',
    ground: 'usual',
    seconds: 20,
    async inject(scene) {
      const when = scene.random() < 0.5 ? 'before' : 'after';
      await dieAt(scene, 'worker', `${when} dlAppend ${1 + Math.floor(3 * scene.random())}`);
      return undefined;
    },
  },
  {
    id: 'F3',
    fault: 'a worker freezes for longer than its lock',
    how: 'SIGSTOP for three locks, SIGCONT',
    expectation: 'I2: what it finishes later has been done',
    ground: 'usual',
    seconds: 60,
    async inject({ site, random }) {
      const worker = someOf(site.workers, random);
      worker.signal('SIGSTOP');
      await pause(FROZEN_MS);
      worker.signal('SIGCONT');
      return undefined;
    },
  },
  {
    id: 'F4',
    fault: 'an event loop is blocked for longer than a lock',
    how: 'an article whose cutting keeps its worker busy for two locks and more',
    expectation: 'I2; its job is taken over',
    ground: 'usual',
    seconds: 15,
    async inject({ writers, briefings, random }) {
      await writers.handIn(someOf(briefings, random), { mark: BUSY });
      return undefined;
    },
  },
  {
    id: 'F5',
    fault: 'a gateway crashes',
    how: 'SIGKILL, the same port 0.2 s later',
    expectation: 'I4, I5; its readers go on within 5 s',
    ground: 'usual',
    seconds: 60,
    async inject(scene) {
      const gateway = someOf(scene.site.gateways, scene.random);
      await gateway.end('SIGKILL');
      await pause(RESPAWN_MS);
      await gateway.start();
      await allResume(scene);
      return undefined;
    },
  },
  {
    id: 'F6',
    fault: 'a gateway freezes',
    how: 'SIGSTOP for 10 s (a test: 1 s), SIGCONT',
    expectation: 'I2, I4, I5: nothing comes twice when it wakes',
    ground: 'usual',
    seconds: 20,
    async inject(scene) {
      const gateway = someOf(scene.site.gateways, scene.random);
      gateway.signal('SIGSTOP');
      await pause(scene.length === 'full' ? 10_000 : 1_000);
      gateway.signal('SIGCONT');
      await allResume(scene);
      return undefined;
    },
  },
  {
    id: 'F7',
    fault: 'a worker, a gateway and ingest are asked to end, under load',
    how: 'SIGTERM to each in turn, started again once it has ended',
    expectation: 'I1, I5; each ends with 0',
    ground: 'usual',
    seconds: 30,
    async inject(scene) {
      const { workers, gateways, ingest } = scene.site;
      for (const part of [someOf(workers, scene.random), someOf(gateways, scene.random), ingest]) {
        const code = await part.end('SIGTERM');
        scene.expect(code === 0, `${part.name} ended with ${code}`);
        await part.start();
      }
      await allResume(scene);
      return undefined;
    },
  },
  {
    id: 'F8',
    fault: 'ingest crashes before its answer',
    how: 'a preloaded module kills it once an article is accepted, before it has said so',
    expectation: 'I1, I2: the same key, one article',
    ground: 'usual',
    seconds: 50,
    async inject(scene) {
      await dieAt(scene, 'ingest', 'after dlAcceptArticle 1');
      return undefined;
    },
  },
  {
    id: 'F31',
    fault: 'a poison article',
    how: 'an article that makes its cutting throw',
    expectation: 'it has failed, with a reason; the others flow; the worker lives',
    ground: 'usual',
    seconds: 30,
    async inject({ site, writers, briefings, random, expect }) {
      const pids = site.workers.map((worker) => worker.pid());
      const briefing = someOf(briefings, random);
      const { json } = await writers.handIn(briefing, { mark: POISON });
      const record = `dl:{${briefing}}:article:${json.article}`;
      // Five tries take up to a quarter of a minute: a run ends with a look at whether it has failed, and only it.
      expect((await site.admin.exists(record)) === 1, 'there is no record of it');
      expect(String(pids) === String(site.workers.map((worker) => worker.pid())), 'a worker died of it');
      return undefined;
    },
  },
  {
    id: 'W1',
    fault: 'two workers run the same job',
    how: 'the lock of every job that is active is deleted',
    expectation: 'I2, I4',
    ground: 'usual',
    seconds: 15,
    async inject({ site, writers, briefings, random }) {
      const handed = writers.handIn(someOf(briefings, random), { pace: 60, segments: 20 });
      await handed;
      for (let at = 0; at < 4; at += 1) {
        await pause(150);
        const locks = await site.admin.keys('{dateline}:articles:*:lock');
        if (locks.length > 0) await site.admin.del(locks);
      }
      return undefined;
    },
  },
];
