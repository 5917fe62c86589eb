import type { Row } from './row.ts';

/** Rows that take more than one Redis, or more time than a run: where they are done. */
export const elsewhere: readonly Row[] = [
  {
    id: 'F21',
    fault: 'split brain',
    how: 'a network of its own for each half, three Sentinels on either side',
    expectation: 'with acknowledged replication: I1; always I11',
    elsewhere:
      'with the topologies: not yet. `unshare -n` works as root; there is no iptables, so links would be taken down',
  },
  {
    id: 'F22',
    fault: 'the master’s host dies',
    how: 'its packets are dropped, then it is killed',
    expectation: 'with acknowledged replication: I1; writes are back within 15 s',
    elsewhere: 'with the topologies: not yet',
  },
  {
    id: 'F23',
    fault: 'a planned failover',
    how: 'SENTINEL FAILOVER',
    expectation: 'I1–I7',
    elsewhere: 'with the topologies: not yet',
  },
  {
    id: 'C1',
    fault: 'a Cluster master fails, and its replica takes over',
    how: 'SIGKILL to the master that has the slots',
    expectation: 'I1–I7',
    elsewhere: 'with the topologies: not yet',
  },
  {
    id: 'C2',
    fault: 'slots move to another master',
    how: 'CLUSTER SETSLOT and MIGRATE under load',
    expectation: 'I1–I7',
    elsewhere: 'with the topologies: not yet',
  },
  {
    id: 'F34',
    fault: 'all of them, at random, for long',
    how: '`npm run soak -- --minutes 10 --seed N`',
    expectation: 'all, and I10',
    elsewhere: '`tests/faults/soak.ts`',
  },
];
