import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from './ports.ts';
import { type RedisNode, startNode } from './redis-node.ts';

const MASTERS = 3;
const SLOTS = 16_384;
/** A new cluster takes no commands for two seconds, and a failed master is missed after the node timeout. */
const READY_MS = 20_000;
const NODE_TIMEOUT_MS = 1_000;
const LOOK_MS = 50;

/** Three masters, each with a replica, all on loopback. */
export type TestCluster = {
  /** As `REDIS_URL` takes it. */
  readonly url: string;
  readonly nodes: readonly RedisNode[];
  /** The master that has a key's slot now. */
  masterOf(key: string): Promise<RedisNode>;
  replicaOf(master: RedisNode): Promise<RedisNode>;
  /** Moves a slot with all of its keys to another master, as an operator does who adds a node. */
  move(slot: number, from: RedisNode, to: RedisNode): Promise<void>;
  /** Resolves once every node is up, and each that is no master follows one. */
  whole(): Promise<void>;
  stop(): Promise<void>;
};

export async function startCluster(): Promise<TestCluster> {
  const ports = await freePorts(4 * MASTERS);
  const nodes = await Promise.all(
    Array.from({ length: 2 * MASTERS }, (_, at) =>
      startNode(ports[2 * at]!, {
        'cluster-enabled': 'yes',
        'cluster-port': String(ports[2 * at + 1]), // the usual one, 10,000 higher, may lie beyond the last
        'cluster-announce-ip': '127.0.0.1',
        'cluster-node-timeout': String(NODE_TIMEOUT_MS),
      }),
    ),
  );
  const [masters, replicas] = [nodes.slice(0, MASTERS), nodes.slice(MASTERS)];
  const first = nodes[0]!;
  for (const [at, { operator }] of masters.entries())
    await operator.cluster('ADDSLOTSRANGE', share(at), share(at + 1) - 1);
  for (const [at, node] of nodes.entries()) {
    await node.operator.cluster('SET-CONFIG-EPOCH', at + 1); // who has the same one as another argues about it first
    if (node !== first) await node.operator.call('CLUSTER', 'MEET', '127.0.0.1', first.port, ports[1]!);
  }
  await until('the nodes know each other', async () => {
    const known = await Promise.all(nodes.map(({ operator }) => operator.cluster('NODES') as Promise<string>));
    return known.every(
      (text) => text.split('\n').filter((line) => line !== '' && !line.includes('handshake')).length === nodes.length,
    );
  });
  for (const [at, { operator }] of replicas.entries())
    await operator.cluster('REPLICATE', await masters[at]!.operator.cluster('MYID'));
  /** Three masters serve, and each of the others follows one of them. */
  const whole = () =>
    until('the cluster is whole', async () => {
      const states = await Promise.all(nodes.map(({ operator }) => operator.cluster('INFO')));
      const links = await Promise.all(nodes.map(({ operator }) => operator.info('replication')));
      return (
        states.every((text) => text.includes('cluster_state:ok')) &&
        links.filter((text) => text.includes('master_link_status:up')).length === MASTERS
      );
    });
  await whole();

  async function withId(id: string): Promise<RedisNode> {
    for (const node of nodes.filter(isUp)) if ((await idOf(node)) === id) return node;
    throw new Error(`No node of the cluster has the id ${id}`);
  }
  const alive = () => nodes.find(isUp) ?? first;
  /** The lines of CLUSTER NODES, as one node knows it: id, address, flags, master, ping, pong, epoch, link, slots. */
  const linesOf = async ({ operator }: RedisNode) =>
    ((await operator.cluster('NODES')) as string)
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
  const lines = () => linesOf(alive());
  const ownerIn = (known: readonly string[][], slot: number) =>
    known.find(
      ([, , flags = '', , , , , , ...ranges]) => flags.includes('master') && ranges.some((range) => has(range, slot)),
    )?.[0] ?? '';

  return {
    url: `redis+cluster://${masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    nodes,
    async masterOf(key) {
      const slot = await alive().operator.cluster('KEYSLOT', key);
      return withId(ownerIn(await lines(), slot));
    },
    async replicaOf(master) {
      const id = await idOf(master);
      return withId((await lines()).find(([, , , of]) => of === id)?.[0] ?? '');
    },
    async move(slot, from, to) {
      const [source, target] = [await idOf(from), await idOf(to)];
      await to.operator.cluster('SETSLOT', slot, 'IMPORTING', source);
      await from.operator.cluster('SETSLOT', slot, 'MIGRATING', target);
      for (;;) {
        const keys = await from.operator.cluster('GETKEYSINSLOT', slot, 100);
        if (keys.length === 0) break;
        await from.operator.call('MIGRATE', '127.0.0.1', to.port, '', 0, 5_000, 'KEYS', ...keys);
      }
      for (const { operator } of [to, from]) await operator.cluster('SETSLOT', slot, 'NODE', target);
      await until('every node knows where the slot is', async () => {
        const known = await Promise.all(nodes.filter(isUp).map(linesOf));
        return known.every((one) => ownerIn(one, slot) === target);
      });
    },
    whole,
    stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))),
  };
}

const share = (at: number) => Math.floor((at * SLOTS) / MASTERS);

const isUp = ({ operator }: RedisNode) => operator.status === 'ready';

const idOf = ({ operator }: RedisNode): Promise<string> => operator.cluster('MYID');

function has(range: string, slot: number): boolean {
  const [from, to = from] = range.split('-').map(Number);
  return from !== undefined && to !== undefined && from <= slot && slot <= to;
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + READY_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`It did not come to pass in ${READY_MS} ms that ${what}`);
    await pause(LOOK_MS);
  }
}
