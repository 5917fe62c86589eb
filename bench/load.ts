import { sharedClock } from './figures.ts';
import { type Protocol, RawClient } from './raw-client.ts';
import { BRIEFING } from './update.ts';

/** A process full of followers. Orders come from its parent, one at a time; each is answered when it has been carried out. */
export type Order =
  /** Opens so many, `at once` of them on their way at any time. With `comesBack` they do, as Socket.IO's client does by default. */
  | { do: 'open'; port: number; protocol: Protocol; count: number; atOnce: number; follow: object; comesBack: boolean }
  /** Counts from zero from now on. */
  | { do: 'count' }
  /** Answers when each follower has seen this update, or after so many ms. */
  | { do: 'reach'; n: number; patience: number }
  | { do: 'report' }
  | { do: 'close' };

export type Report = {
  deliveries: number;
  frames: number;
  bytes: number;
  /** Of the updates since `count`: the moment of the shared clock, ms, at which the last follower got each. */
  lastHeard: [n: number, at: number][];
  live: number;
  /** Followers that have not seen what most have. */
  behind: number;
  attempts: number;
  refused: number;
};

/** Socket.IO's client: its first delay, its longest, and how much of it is random. */
const [DELAY_MS, DELAY_MAX_MS, RANDOM] = [1_000, 5_000, 0.5];

let clients: RawClient[] = [];
let heardAt = new Map<number, number>();
let deliveries = 0;
let refused = 0;
let attempts = 0;
let check: () => void = () => {};
const tries = new Map<RawClient, number>();

function heard(client: RawClient, n: number): void {
  if (n <= client.seen) return;
  deliveries += client.seen < 0 ? 1 : n - client.seen;
  client.seen = n;
  heardAt.set(n, sharedClock());
  check();
}

function comeBack(client: RawClient, retryAfter?: number): void {
  const tried = tries.get(client) ?? 0;
  tries.set(client, tried + 1);
  const usual = Math.min(DELAY_MAX_MS, DELAY_MS * 2 ** tried) * (1 + RANDOM * (2 * Math.random() - 1));
  const asked = Number.isFinite(retryAfter) ? (retryAfter as number) * 1_000 * (1 + Math.random()) : undefined;
  if (asked !== undefined) refused += 1;
  setTimeout(() => {
    attempts += 1;
    client.again();
  }, asked ?? usual);
}

function open({ port, protocol, count, atOnce, follow, comesBack }: Order & { do: 'open' }): Promise<void> {
  return new Promise((resolve, reject) => {
    let [begun, ready] = [0, 0];
    const first = clients.length;
    const next = () => {
      if (begun === count) return;
      begun += 1;
      clients.push(
        new RawClient({
          port,
          protocol,
          heard,
          follow: ({ cursor }) => (cursor && comesBack ? { briefing: BRIEFING, from: cursor } : follow),
          ready(client) {
            tries.delete(client);
            ready += 1;
            if (ready === count) resolve();
            else if (ready < count) next();
            check();
          },
          closed(client, retryAfter) {
            if (comesBack || Number.isFinite(retryAfter)) {
              comeBack(client, retryAfter); // asked to wait, it waits, and others go first
              if (!comesBack) next();
            } else if (ready < count) reject(new Error(`A connection was closed with ${clients.length - first} begun`));
          },
        }),
      );
    };
    for (let at = 0; at < Math.min(atOnce, count); at += 1) next();
  });
}

function reach(n: number, patience: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      check = () => {};
      resolve();
    };
    const timer = setTimeout(end, patience);
    let at = 0;
    check = () => {
      while (at < clients.length && (clients[at]?.seen ?? n) >= n) at += 1;
      if (at === clients.length) end();
    };
    check();
  });
}

function report(): Report {
  const most = Math.max(...heardAt.keys());
  const sum = (of: (client: RawClient) => number) => clients.reduce((total, client) => total + of(client), 0);
  return {
    deliveries,
    frames: sum(({ frames }) => frames),
    bytes: sum(({ bytes }) => bytes),
    lastHeard: [...heardAt],
    live: clients.filter(({ live }) => live).length,
    behind: clients.filter(({ seen }) => seen < most).length,
    attempts,
    refused,
  };
}

async function carryOut(order: Order): Promise<Report | undefined> {
  switch (order.do) {
    case 'open':
      await open(order);
      return undefined;
    case 'count':
      [heardAt, deliveries, refused, attempts] = [new Map(), 0, 0, 0];
      for (const client of clients) [client.frames, client.bytes] = [0, 0];
      return undefined;
    case 'reach':
      await reach(order.n, order.patience);
      return report();
    case 'report':
      return report();
    case 'close':
      for (const client of clients) client.close();
      clients = [];
      return undefined;
  }
}

process.on('message', (order: Order) => {
  carryOut(order).then(
    (done) => process.send?.({ done }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit());
