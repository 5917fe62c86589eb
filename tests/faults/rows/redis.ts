import { watchLag } from '../../kit/lag.ts';
import { EDITOR_KEY } from '../part.ts';
import { answers, type Site } from '../site.ts';
import { comes, pause } from '../time.ts';
import type { Row, Scene } from './row.ts';

const RESTART_MS = 400;
/** A write is refused within so long when Redis does not answer, ms; with what a busy machine adds. */
const REFUSED_MS = 2_000;
const LAGGING = 4;

type Tried = { status: number; retryAfter: string | null; ms: number };

/** One write, as an editor would send it, and once alone. */
export async function tryWrite({ site, briefings, recorder }: Scene): Promise<Tried> {
  const began = recorder.now();
  const response = await fetch(`${site.writersUrl}/v1/briefings/${briefings[0]}/articles`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${EDITOR_KEY}`, 'Content-Type': 'text/plain', 'Idempotency-Key': 'a-try' },
    body: '  ', // refused for good once Redis is there: nothing of it may be taken in
  });
  await response.text();
  return { status: response.status, retryAfter: response.headers.get('retry-after'), ms: recorder.now() - began };
}

async function restart({ site, random }: Scene, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  await site.redis.kill(signal);
  await pause(RESTART_MS * (0.5 + random()));
  await site.redis.restart();
  await answers(site);
}

/** While Redis is away: writes are refused in time, what is in memory is read, and `/readyz` says why. */
async function servesFromMemory(scene: Scene): Promise<void> {
  const { site, briefings, expect, recorder } = scene;
  const url = `http://127.0.0.1:${site.gateways[0]?.port}`;
  const lag = watchLag();
  const began = recorder.now();
  const write = fetch(`${site.writersUrl}/v1/briefings/${briefings[0]}/updates`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${EDITOR_KEY}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': 'refused',
    },
    body: '{"text":"Is anybody there?","kind":"nothing"}',
  });
  const [read, ready, refused] = await Promise.all([
    fetch(`${url}/v1/briefings/${briefings[0]}/log`),
    fetch(`${url}/readyz`),
    write,
  ]);
  const ms = Math.round(recorder.now() - began);
  expect(read.status === 200, `a read was answered with ${read.status}`);
  const said = (await ready.json()) as { faults?: string[] };
  expect(ready.status === 503 && (said.faults?.length ?? 0) > 0, `/readyz said ${ready.status}`);
  expect(refused.status === 503, `a write was answered with ${refused.status}`);
  expect(refused.headers.has('retry-after'), 'it was not told when to come back');
  expect(ms < REFUSED_MS + LAGGING * lag(), `the answers took ${ms} ms`);
}

const stallMs = ({ length }: Scene) => (length === 'full' ? 5_000 : 1_200);

async function heals(scene: Scene): Promise<void> {
  await answers(scene.site);
  const healed = await comes(async () => (await tryWrite(scene)).status === 422, 10_000);
  scene.expect(healed, 'writes are refused still');
}

async function wipeQueue({ admin }: Site): Promise<void> {
  const keys = await admin.keys('{dateline}:*');
  if (keys.length > 0) await admin.del(keys);
}

export const redis: readonly Row[] = [
  {
    id: 'F9',
    fault: 'Redis crashes, appendfsync always',
    how: 'SIGKILL, again 0.4 s later',
    expectation: 'I1–I7',
    ground: 'usual',
    seconds: 60,
    async inject(scene) {
      await restart(scene);
      await heals(scene);
      return undefined;
    },
  },
  {
    id: 'F14',
    fault: 'Redis does not answer',
    how: 'SIGSTOP, DEBUG SLEEP, CLIENT PAUSE ALL: 5 s each (a test: one of them, 2 s)',
    expectation: 'reads go on from memory; writes are 503 within 2 s; /readyz says why; all heals; I1–I7',
    ground: 'usual',
    seconds: 20,
    async inject(scene) {
      const { site } = scene;
      const ms = stallMs(scene);
      await site.redis.kill('SIGSTOP');
      await servesFromMemory(scene);
      await site.redis.kill('SIGCONT');
      if (scene.length === 'full' || scene.random() < 0.5) {
        await site.admin.call('DEBUG', 'SLEEP', String(ms / 1_000));
        await site.admin.call('CLIENT', 'PAUSE', String(ms), 'ALL');
      }
      await heals(scene);
      return undefined;
    },
  },
  {
    id: 'F15',
    fault: 'Redis is out of memory',
    how: 'CONFIG SET maxmemory below what it uses, back after 20 s (a test: 1 s)',
    expectation: 'writes are 503, never 202; reads and retractions work; few lines; it heals',
    ground: 'usual',
    seconds: 20,
    async inject(scene) {
      const { site, writers, briefings, expect, length } = scene;
      const known = await writers.publish('editor 3', briefings[0] ?? '');
      const lines = site.parts.reduce((sum, { journal }) => sum + journal.length, 0);
      await site.admin.config('SET', 'maxmemory', '1mb');
      const before = writers.refusals.get(503) ?? 0;
      const ms = length === 'full' ? 20_000 : 1_000;
      const began = performance.now();
      if (known) expect((await writers.retract('editor 3', known)) === 'ok', 'nothing could be retracted');
      const page = await fetch(`http://127.0.0.1:${site.gateways[0]?.port}/v1/briefings/${briefings[0]}/log`);
      expect(page.status === 200, `a read was answered with ${page.status}`);
      await pause(Math.max(0, ms - (performance.now() - began)));
      await site.admin.config('SET', 'maxmemory', '0');
      expect((writers.refusals.get(503) ?? 0) > before, 'no write was refused');
      const more = site.parts.reduce((sum, { journal }) => sum + journal.length, 0) - lines;
      expect(more < (10 * ms) / 1_000 + 20, `${more} lines in ${ms} ms`);
      await heals(scene);
      return undefined;
    },
  },
  {
    id: 'F33',
    fault: 'scripts and functions are forgotten',
    how: 'SCRIPT FLUSH, FUNCTION FLUSH',
    expectation: 'nobody sees an error',
    ground: 'usual',
    seconds: 10,
    async inject({ site, writers, briefings, expect }) {
      const before = writers.refusals.get(503) ?? 0;
      for (let at = 0; at < 5; at += 1) {
        await site.admin.script('FLUSH');
        await site.admin.function('FLUSH');
        expect(
          (await writers.publish('editor 3', briefings[at % briefings.length] ?? '')) !== undefined,
          'a write failed',
        );
      }
      expect((writers.refusals.get(503) ?? 0) === before, 'a write was refused');
      return undefined;
    },
  },
  {
    id: 'Q1',
    fault: 'the queue is lost, the log survives',
    how: 'all of BullMQ’s keys are deleted',
    expectation: 'I1: the sweep brings back what was on its way',
    ground: 'usual',
    seconds: 20,
    async inject({ site, writers, briefings }) {
      await Promise.all(briefings.map((briefing) => writers.handIn(briefing, { pace: 100, segments: 8 })));
      await wipeQueue(site);
      return undefined;
    },
  },
];
