import { Cluster } from 'ioredis';
import { entryOf } from '../../src/log/line.ts';
import type { EntryId } from '../../src/protocol/cursor.ts';
import type { Snapshot } from '../../src/protocol/snapshot.ts';
import { stateOf } from '../../src/protocol/snapshot.ts';
import type { Connection } from '../../src/runtime/redis.ts';
import { digestOf } from './digest.ts';
import { canariesIn, type LineOf } from './history.ts';
import { mastersOf } from './house.ts';
import { holdingsOf } from './part.ts';
import type { Recorder } from './recorder.ts';
import type { Site } from './site.ts';

/** The log as it stands in Redis, field by field: no script of ours is asked. */
export async function rawLog(admin: Connection, briefing: string, at: number): Promise<LineOf<'log'>> {
  const key = (name: string) => `dl:{${briefing}}:${name}`;
  const stream = await admin.xrange(key('log'), '-', '+');
  const bodies = await admin.hgetall(key('bodies'));
  const epoch = (await admin.hget(key('meta'), 'epoch')) ?? '';
  const operations: string[] = [];
  const entries = stream.map(([id, list]) => {
    const field = (name: string) => list.find((_, place) => place % 2 === 1 && list[place - 1] === name) ?? '';
    operations.push(field('op'));
    const [type, update, revision, small] = [field('type'), field('update'), field('revision'), field('small')];
    const body = revision === '' ? '' : (bodies[`${update}:${revision}`] ?? '');
    return entryOf(briefing, { id: id as EntryId, type, update, revision: Number(revision), small, body });
  });
  return { type: 'log', at, briefing, epoch, entries, operations };
}

/** What the read API says of a briefing, and the page that people see. */
export async function readOver(url: string, by: string, briefing: string, recorder: Recorder): Promise<void> {
  const response = await fetch(`${url}/v1/briefings/${briefing}?limit=500`);
  if (response.status !== 200) throw new Error(`${by} answers ${response.status}: ${await response.text()}`);
  const snapshot = (await response.json()) as Snapshot;
  const { cursor } = snapshot;
  const digest = digestOf(stateOf(snapshot));
  const at = recorder.now();
  recorder.write({ type: 'state', by, briefing, at, cursor, digest, whole: snapshot.older === 0 });
  for (const what of [`/v1/briefings/${briefing}/log`, `/briefings/${briefing}`]) {
    const body = await (await fetch(url + what)).text();
    recorder.write({ type: 'look', by, briefing, at: recorder.now(), what, seen: canariesIn(body) });
  }
}

/** Everything else that Redis holds of a briefing: records of articles, indexes. */
export async function lookInside(admin: Connection, briefing: string, recorder: Recorder): Promise<void> {
  const bodies: string[] = [];
  const keys = await Promise.all(mastersOf(admin).map((redis) => redis.keys(`dl:{${briefing}}:*`)));
  for (const key of keys.flat()) {
    const type = await admin.type(key);
    if (type === 'hash') bodies.push(JSON.stringify(await admin.hgetall(key)));
    if (type === 'stream') bodies.push(JSON.stringify(await admin.xrange(key, '-', '+')));
    if (type === 'string') bodies.push((await admin.get(key)) ?? '');
  }
  const seen = canariesIn(bodies.join('\n'));
  recorder.write({ type: 'look', by: 'redis', briefing, at: recorder.now(), what: 'all keys', seen });
}

export async function jobsOf(admin: Connection): Promise<Pick<LineOf<'jobs'>, 'active' | 'failed' | 'due'>> {
  const names = await admin.zrange('dl:due', '0', '-1');
  const records = names
    .map((name) => name.split('/'))
    .map(([briefing, article]) => `dl:{${briefing}}:article:${article}`);
  const [active, failed, held] = await Promise.all([
    admin.llen('{dateline}:articles:active'),
    admin.zcard('{dateline}:articles:failed'),
    Promise.all(records.map((record) => admin.exists(record))),
  ]);
  // A due line without a record is of a request that died on the way: it is looked at, and goes, after a minute.
  return { active, failed, due: held.reduce((sum, one) => sum + one, 0) };
}

export async function figuresOf({ admin, parts }: Site, when: 'before' | 'after', recorder: Recorder): Promise<void> {
  const servers = admin instanceof Cluster ? admin.nodes().length : 1;
  const said = await Promise.all(mastersOf(admin).map((redis) => redis.info('clients')));
  // Who asks a cluster comes to each of its servers when he first has to: there, what a process holds shows in its files alone.
  const clients = servers > 1 ? 0 : Number(/connected_clients:(\d+)/.exec(said.join())?.[1]);
  for (const part of parts) {
    const memory = await part.held();
    const { fds } = await holdingsOf(part.pid());
    recorder.write({ type: 'figures', at: recorder.now(), by: part.name, when, clients, servers, fds, memory });
  }
}
