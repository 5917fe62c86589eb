import { keysOf } from '../../../src/log/keys.ts';
import type { TestCluster } from '../../kit/cluster.ts';
import type { RedisNode } from '../../kit/redis-node.ts';
import type { TestSentinels } from '../../kit/sentinel.ts';
import { comes, pause } from '../time.ts';
import { type Row, type Scene, someOf } from './row.ts';

/** Another master is there, and takes writes, so long after a fault, ms. */
const BACK_MS = 15_000;
const TAKEN_OVER_MS = 20_000;
/** The two halves go their own ways for so long before they meet again, ms: longer than Sentinels take to choose a master. */
const APART_MS = 3_000;
/** A key that lies where the jobs are. */
const QUEUE = '{dateline}:articles:active';

function sentinelsOf({ site: { house } }: Scene): TestSentinels {
  if (house.topology === 'sentinels') return house.sentinels;
  throw new Error('There are no Sentinels here');
}

function clusterOf({ site: { house } }: Scene): TestCluster {
  if (house.topology === 'cluster') return house.cluster;
  throw new Error('There is no Cluster here');
}

/** An editor gets an update into each briefing. */
async function writesAgain({ writers, briefings, expect, recorder }: Scene): Promise<void> {
  const began = recorder.now();
  const written = await Promise.all(briefings.map((briefing) => writers.publish('editor 3', briefing)));
  const ms = Math.round(recorder.now() - began);
  expect(!written.includes(undefined) && ms < BACK_MS, `writes were back after ${ms} ms`);
}

/** What one node holds of all logs. */
async function entriesAt({ operator }: RedisNode, { briefings }: Scene): Promise<number> {
  const lengths = await Promise.all(briefings.map((briefing) => operator.xlen(keysOf(briefing).log)));
  return lengths.reduce((sum, length) => sum + length, 0);
}

/** Where something is kept that is written to all the time: a log, or the jobs. */
async function someHome(scene: Scene): Promise<{ key: string; home: RedisNode }> {
  const key = someOf([...scene.briefings.map((briefing) => keysOf(briefing).log), QUEUE], scene.random);
  return { key, home: await clusterOf(scene).masterOf(key) };
}

async function otherMaster({ nodes }: TestCluster, than: RedisNode, random: () => number): Promise<RedisNode> {
  const roles = await Promise.all(nodes.map(async (node) => ({ node, role: (await node.operator.role())[0] })));
  const others = roles.filter(({ node, role }) => node !== than && role === 'master');
  return someOf(others, random).node;
}

export const topologies: readonly Row[] = [
  {
    id: 'F21',
    fault: 'split brain',
    how: 'the master refuses its replicas and the Sentinels, by an ACL, and goes on with its clients while another is made; 3 s later they meet',
    expectation: 'with acknowledged replication: I1; always I11',
    ground: 'sentinels',
    seconds: 20,
    async inject(scene) {
      const sentinels = sentinelsOf(scene);
      const before = await sentinels.master();
      await sentinels.part(before);
      const shared = await entriesAt(before, scene);
      await sentinels.masterAfter(before);
      await pause(APART_MS);
      scene.expect((await entriesAt(before, scene)) > shared, 'who was cut off was not written to');
      await sentinels.join(before);
      await sentinels.whole();
      await writesAgain(scene);
      return undefined;
    },
  },
  {
    id: 'F22',
    fault: 'the master’s host dies',
    how: 'SIGSTOP, and SIGKILL once another is the master; then it is back as a replica',
    expectation: 'with acknowledged replication: I1; writes are back within 15 s',
    ground: 'sentinels',
    seconds: 20,
    async inject(scene) {
      const sentinels = sentinelsOf(scene);
      const before = await sentinels.master();
      await before.kill('SIGSTOP');
      await sentinels.masterAfter(before);
      await before.kill();
      await sentinels.bringBack(before);
      await writesAgain(scene);
      await sentinels.whole();
      return undefined;
    },
  },
  {
    id: 'F23',
    fault: 'a planned failover',
    how: 'SENTINEL FAILOVER',
    expectation: 'I1–I7',
    ground: 'sentinels',
    seconds: 20,
    async inject(scene) {
      const sentinels = sentinelsOf(scene);
      const before = await sentinels.master();
      await sentinels.failover();
      await sentinels.masterAfter(before);
      await writesAgain(scene);
      await sentinels.whole();
      return undefined;
    },
  },
  {
    id: 'C1',
    fault: 'a Cluster master fails, and its replica takes over',
    how: 'SIGKILL to the master that has a log or the jobs; once its replica has taken over it is back',
    expectation: 'I1–I7',
    ground: 'cluster',
    seconds: 20,
    async inject(scene) {
      const cluster = clusterOf(scene);
      const { key, home } = await someHome(scene);
      await home.kill();
      const takenOver = await comes(
        async () => (await cluster.masterOf(key).catch(() => home)) !== home,
        TAKEN_OVER_MS,
      );
      scene.expect(takenOver, 'no replica took over');
      await home.restart();
      await writesAgain(scene);
      await cluster.whole();
      return undefined;
    },
  },
  {
    id: 'C2',
    fault: 'slots move to another master',
    how: 'CLUSTER SETSLOT and MIGRATE, of the slot of a log or of the jobs',
    expectation: 'I1–I7',
    ground: 'cluster',
    seconds: 20,
    async inject(scene) {
      const cluster = clusterOf(scene);
      const { key, home } = await someHome(scene);
      const target = await otherMaster(cluster, home, scene.random);
      await cluster.move(await home.operator.cluster('KEYSLOT', key), home, target);
      scene.expect((await cluster.masterOf(key)) === target, 'the slot has not moved');
      await writesAgain(scene);
      return undefined;
    },
  },
];
