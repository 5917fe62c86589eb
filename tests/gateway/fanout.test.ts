import { beforeEach, expect, test } from 'vitest';
import { Fanout, WINDOW_MS } from '../../src/gateway/fanout.ts';
import type { Feed } from '../../src/gateway/feed.ts';
import type { Page } from '../../src/gateway/page.ts';
import { type Outlet, Reader } from '../../src/gateway/reader.ts';
import { SLICE_MS, Turns } from '../../src/gateway/turns.ts';
import { type EntryId, seqOf } from '../../src/protocol/cursor.ts';
import { READER_BYTES } from '../../src/protocol/limits.ts';
import { entriesAt, feedAt } from './feed-of.ts';

/** What each write takes, ms of the test's clock: a slice is some dozens of them. */
const WRITE_MS = 0.1;
let now = 0;
const clock = () => now;
beforeEach(() => {
  now = 0;
});

/** A reader that notes what it is written, and every page that does not begin where the one before has ended. */
class Noting implements Outlet {
  readonly seqs: number[] = [];
  readonly holes: string[] = [];
  readonly pages: Page[] = [];
  cutWith: string | undefined;
  waiting = 0;
  #at: EntryId;
  readonly reader: Reader;

  constructor(feed: Feed) {
    this.#at = feed.head;
    const nothing = () => {};
    this.reader = new Reader(
      feed,
      { state: 'live' },
      { outlet: this, clock, join: nothing, leave: nothing, owner: { lose: nothing } },
    );
  }

  live(page: Page): number {
    now += WRITE_MS;
    if (page.after !== this.#at) this.holes.push(`${page.after} came to ${this.#at}`);
    this.#at = page.through;
    this.pages.push(page);
    this.seqs.push(...page.held.map(({ id }) => seqOf(id)));
    return this.waiting;
  }

  page(page: Page): void {
    this.live(page);
  }

  notice(): number {
    return this.waiting;
  }

  fail(): void {}

  cut(code: string): void {
    this.cutWith = code;
  }
}

function crowdOf(count: number) {
  const feed = feedAt([0]);
  const turns = new Turns(clock);
  const fanout = new Fanout(turns, clock);
  const join = () => {
    const outlet = new Noting(feed);
    fanout.join(outlet.reader);
    return outlet;
  };
  const crowd = Array.from({ length: count }, join);
  /** One more entry, of which the fan-out hears. */
  const grow = () => {
    const next = seqOf(feed.head) + 1;
    feed.append(entriesAt([next], next));
    fanout.grew();
  };
  return { feed, turns, fanout, crowd, join, grow };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const got = (outlets: readonly Noting[]) => outlets.filter(({ seqs }) => seqs.length > 0).length;

test('the first update goes out in the step in which it comes', () => {
  const { crowd, grow } = crowdOf(3);
  grow();
  expect(crowd.map(({ seqs }) => seqs)).toEqual([[2], [2], [2]]);
  expect(crowd[0]?.pages[0]).toBe(crowd[2]?.pages[0]); // encoded once
});

test('a fan-out to a crowd lets everything else have a turn after every slice', async () => {
  const { crowd, grow } = crowdOf(1_000);
  grow();
  let before = 0;
  let turns = 0;
  for (; got(crowd) < crowd.length; turns += 1) {
    const written = got(crowd) - before;
    expect(written * WRITE_MS).toBeLessThanOrEqual(2 * SLICE_MS);
    expect(written).toBeGreaterThan(0);
    before = got(crowd);
    await turn();
  }
  expect(turns).toBeGreaterThan(5);
});

test('an update of another briefing does not wait for the end of a long fan-out', async () => {
  const long = crowdOf(2_000);
  const feed = feedAt([0]);
  const other = new Fanout(long.turns, clock);
  const short = new Noting(feed);
  other.join(short.reader);
  long.grow();
  feed.append(entriesAt([2], 2));
  other.grew();
  await turn();
  await turn();
  expect(short.seqs).toEqual([2]);
  expect(got(long.crowd)).toBeLessThan(long.crowd.length);
});

test('whoever joins while a page is on its way gets each entry once, in order', async () => {
  const { crowd, join, grow, feed } = crowdOf(500);
  const joined: [outlet: Noting, at: number][] = [];
  for (let at = 0; at < 40; at += 1) {
    grow();
    joined.push([join(), seqOf(feed.head)]);
    await turn();
    now += at % 3 === 0 ? WINDOW_MS : 1;
  }
  const all: [Noting, number][] = [...crowd.map((outlet): [Noting, number] => [outlet, 1]), ...joined];
  await expect.poll(() => all.filter(([{ seqs }, at]) => seqs.length !== 41 - at)).toEqual([]);
  for (const [{ seqs, holes }, at] of all) {
    expect(holes).toEqual([]);
    expect(seqs).toEqual(Array.from({ length: 41 - at }, (_, index) => at + 1 + index));
  }
});

test('whoever leaves in the middle is given what it lacks, and then stands at the head', () => {
  const { crowd, grow, fanout, feed } = crowdOf(500);
  grow();
  grow();
  const last = crowd.at(-1);
  expect(last?.seqs).toEqual([]);
  if (last) fanout.leave(last.reader);
  expect(last?.seqs).toEqual([2, 3]);
  expect(last?.holes).toEqual([]);
  expect(seqOf(feed.head)).toBe(3);
});

test('whoever is dropped in the middle gets nothing more', async () => {
  const { crowd, grow, fanout } = crowdOf(500);
  grow();
  const last = crowd.at(-1);
  if (last) fanout.drop(last.reader);
  await expect.poll(() => got(crowd)).toBe(499);
  expect(last?.seqs).toEqual([]);
});

test('what comes within the window goes out as one page', async () => {
  const { crowd, grow } = crowdOf(2);
  for (let at = 0; at < 10; at += 1) grow();
  await expect.poll(() => crowd[1]?.seqs).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(crowd[1]?.pages.map(({ held }) => held.length)).toEqual([1, 9]);
});

test('a reader for whom more waits than is kept is cut off', () => {
  const { crowd, grow } = crowdOf(2);
  const [slow, other] = crowd;
  if (slow) slow.waiting = READER_BYTES + 1;
  grow();
  expect(slow?.cutWith).toBe('SLOW_READER');
  expect(other?.cutWith).toBeUndefined();
});
