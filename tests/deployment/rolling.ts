import { connect } from '../../client/index.ts';
import type { Composition } from './composition.ts';

const BRIEFING = 'storm';
const REACHED_MS = 30_000;

/** `missing`, `doubled`: entries of the log, over all followers. `longest`: how long a follower was cut off at most, ms. */
export type Rolled = {
  followers: number;
  deliveries: number;
  missing: number;
  doubled: number;
  moved: number;
  longest: number;
};

/** Follows a briefing so many times while updates pour in, and starts both gateways anew, one after the other. */
export async function roll({ url, key, end, start }: Composition, followers: number): Promise<Rolled> {
  const write = async (path: string, body: object) => {
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
    const answer = await fetch(`${url}/v1/briefings${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  };
  await write('', { id: BRIEFING, title: 'Storm' });
  const readers = Array.from({ length: followers }, () => new Follower(url));
  await Promise.all(readers.map((reader) => reader.follows));

  let pouring = true;
  const poured = (async () => {
    for (let at = 0; pouring; at++) await write(`/${BRIEFING}/updates`, { text: `Update ${at}` });
  })();
  for (const gateway of ['gateway-1', 'gateway-2']) {
    const code = await end(gateway);
    if (code !== 0) throw new Error(`${gateway} ended with ${code}`);
    await start(gateway);
  }
  pouring = false;
  await poured;

  const { head } = (await (await fetch(`${url}/v1/briefings/${BRIEFING}/log?limit=1`)).json()) as { head: string };
  const last = Number(head.slice(head.lastIndexOf('-') + 1)); // a test may look into a cursor
  await Promise.all(readers.map((reader) => reader.reaches(last)));
  for (const reader of readers) reader.close();
  const sum = (figure: (reader: Follower) => number) => readers.reduce((all, reader) => all + figure(reader), 0);
  return {
    followers,
    deliveries: sum(({ seqs }) => seqs.length),
    missing: sum(({ seqs }) => last - new Set(seqs).size),
    doubled: sum(({ seqs }) => seqs.length - new Set(seqs).size),
    moved: sum(({ outages }) => outages.length),
    longest: Math.max(...readers.flatMap(({ outages }) => outages)),
  };
}

/** A reader with the SDK, as it comes: what it was given, and how long it was without a gateway. */
class Follower {
  readonly seqs: number[] = [];
  readonly outages: number[] = [];
  readonly follows: Promise<void>;
  readonly #connection;
  #looked = () => {};
  #since: number | undefined;

  constructor(url: string) {
    this.#connection = connect(url);
    const following = this.#connection.follow(BRIEFING, { from: 'start' });
    following.on('entries', (entries) => {
      for (const { seq } of entries) this.seqs.push(seq);
      this.#looked();
    });
    this.follows = new Promise((resolve) => {
      following.on('status', ({ name }) => {
        if (name === 'live') resolve();
        if (name === 'reconnecting') this.#since ??= performance.now();
        if (name !== 'live' || this.#since === undefined) return;
        this.outages.push(performance.now() - this.#since);
        this.#since = undefined;
      });
    });
  }

  reaches(seq: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`a follower stands at ${this.seqs.at(-1)}, not at ${seq}`)),
        REACHED_MS,
      );
      this.#looked = () => {
        if (this.seqs.at(-1) !== seq) return;
        clearTimeout(timer);
        resolve();
      };
      this.#looked();
    });
  }

  close(): void {
    this.#connection.close();
  }
}
