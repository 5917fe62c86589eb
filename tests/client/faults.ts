import fc from 'fast-check';
import { expect } from 'vitest';
import { blankEntry, retractedIn } from '../../client/blanking.ts';
import {
  type Connection,
  connect,
  type Entry,
  type Following,
  type OpenOptions,
  type Player,
} from '../../client/index.ts';
import { parseCursor, seqOf } from '../../src/protocol/cursor.ts';
import { EMPTY, fold, type State } from '../../src/protocol/fold.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { entriesOf } from '../log/writer.ts';
import { hasty } from './haste.ts';
import { Surroundings } from './surroundings.ts';
import { type Blocked, startTunnel, type Tunnel } from './tunnel.ts';
import { Witness } from './witness.ts';

const clock = hasty(20);

/** A gateway, and a bad line to it. */
export type BadLine = { readonly site: GatewaySite; readonly tunnel: Tunnel };
/** One gateway behind so many bad lines: runs mostly wait, so that several take their course at once. */
export type BadLines = { readonly site: GatewaySite; readonly lines: readonly BadLine[]; stop(): Promise<void> };

export async function startBadLines(count: number): Promise<BadLines> {
  const site = await startGatewaySite();
  const tunnels = await Promise.all(Array.from({ length: count }, () => startTunnel(site.port)));
  return {
    site,
    lines: tunnels.map((tunnel) => ({ site, tunnel })),
    async stop() {
      await Promise.all(tunnels.map((tunnel) => tunnel.stop()));
      await site.stop();
    },
  };
}

/** How a run begins. `page`: entries of one page of the log, so few that a short log has many. */
type Beginning = {
  from: 'start' | 'live' | 'middle';
  last: number;
  blocked: readonly Blocked[];
  updates: number;
  page: number;
};
const beginnings: fc.Arbitrary<Beginning> = fc.record({
  from: fc.constantFrom('start', 'live', 'middle'),
  last: fc.constantFrom(2, 50),
  blocked: fc.constantFrom([], [], ['websocket'], ['websocket', 'events'], ['websocket', 'broken events']),
  updates: fc.nat({ max: 12 }),
  page: fc.constantFrom(1, 3, 500),
});

/** One follower and one player of one briefing, and what has been written to it. */
class Run {
  readonly #line: BadLine;
  readonly #briefing: string;
  readonly #connections: Connection[] = [];
  readonly follower: Witness<Following>;
  readonly player: Witness<Player>;
  readonly surroundings = new Surroundings();
  /** Of each update its revision; 0 when it has been retracted. */
  readonly #revisions: number[] = [];

  constructor(line: BadLine, briefing: string, { last, page }: Beginning, from: OpenOptions['from']) {
    this.#line = line;
    this.#briefing = briefing;
    const inPages: typeof fetch = (input, init) => {
      const url = new URL(String(input));
      if (url.pathname.endsWith('/log')) url.searchParams.set('limit', String(page));
      return fetch(url, init);
    };
    const connected = () => {
      const capabilities = { clock, random: () => 0.02, fetch: inPages, environment: this.surroundings };
      const connection = connect(line.tunnel.url, capabilities);
      this.#connections.push(connection);
      return connection;
    };
    this.follower = new Witness(connected().follow(briefing));
    this.player = new Witness(connected().open(briefing, { ...(from && { from }), last, maxGap: 100, edge: 0 }));
  }

  get tunnel(): Tunnel {
    return this.#line.tunnel;
  }

  async publish(count: number): Promise<void> {
    await this.turn('reopened');
    for (let at = 0; at < count; at += 1) {
      const update = `u${this.#revisions.push(1)}`;
      const content = { kind: 'paragraph', text: `first of ${update}` } as const;
      await this.#line.site.append(this.#briefing, { type: 'published', update, content });
    }
  }

  async revise(which: number): Promise<void> {
    const [update, revision] = this.#pick(which);
    if (revision === undefined) return;
    const content = { kind: 'paragraph', text: `next of ${update}` } as const;
    await this.#line.site.append(this.#briefing, { type: 'revised', update, expected: revision, content });
    this.#revisions[Number(update.slice(1)) - 1] = revision + 1;
  }

  async retract(which: number): Promise<void> {
    const [update, revision] = this.#pick(which);
    if (revision === undefined) return;
    await this.#line.site.append(this.#briefing, { type: 'retracted', update });
    this.#revisions[Number(update.slice(1)) - 1] = 0;
  }

  /** What happens to the whole briefing, whether it may or not. */
  async turn(type: 'ended' | 'reopened' | 'described'): Promise<void> {
    const change = type === 'described' ? ({ type, briefing: { title: 'Another title' } } as const) : { type };
    await this.#line.site.append(this.#briefing, change).catch(() => {}); // it had ended already, or never
  }

  async pin(which: number): Promise<void> {
    const [update, revision] = this.#pick(which);
    if (revision === undefined) return;
    await this.#line.site.append(this.#briefing, { type: 'pinned', update }).catch(() => {}); // there are enough
  }

  /** To a moment, as a part of the log's time. */
  seek(part: number): void {
    const { span } = this.player.reading;
    if (!span) return;
    const [from, to] = [Date.parse(span.startsAt), Date.parse(span.endsAt)];
    this.player.reading.seek(from + Math.round((to - from) * part));
  }

  /** The line is good again: both readers come to where they want to be, and have what is in the log up to there. */
  async rest(): Promise<void> {
    const { tunnel, site } = this.#line;
    tunnel.open();
    tunnel.flow();
    tunnel.slow({ ms: 0, bytes: Number.POSITIVE_INFINITY });
    tunnel.lose();
    this.surroundings.become({ visible: true, online: true });
    await this.publish(1); // who has lost a message sees that by the next
    const log = await entriesOf(site.log, this.#briefing);
    await this.follower.reaches(log.length);
    await this.follower.becomes('live');
    hasRun(this.follower, log);
    const { player } = this;
    const isAtRest = () => ['live', 'finished', 'paused'].includes(player.reading.status.name);
    await player.until(() => isAtRest() && player.reading.span?.entries === log.length, 'the player does not rest');
    if (player.reading.status.name !== 'paused') await player.reaches(log.length);
    hasRun(player, log);
    standsAtPlayhead(player, log);
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  #pick(which: number): [string, number | undefined] {
    const at = which % Math.max(1, this.#revisions.length);
    return [`u${at + 1}`, this.#revisions[at] || undefined];
  }
}

/** What came since the last reset is a gapless run of the log up to where the reader stands, and its state what the log says there. */
function hasRun({ run, seq, reading }: Witness<Following | Player>, log: readonly Entry[]): void {
  const retracted = retractedIn(log);
  const first = run[0]?.seq ?? seq + 1;
  expect(run.map((entry) => blankEntry(entry, retracted))).toEqual(log.slice(first - 1, seq));
  expect(seqOf(parseCursor(reading.cursor ?? '')!.id)).toBe(seq); // it has been live
  agrees(reading.state, fold(EMPTY, log.slice(0, seq)));
}

/** A state that began with the newest updates has no others until they are loaded; what it has is as it should be. */
function agrees(state: State, whole: State): void {
  const held = new Map([...whole.updates].filter(([id]) => state.updates.has(id)));
  expect(state).toEqual({ ...whole, updates: held });
  expect([...state.updates.keys()]).toEqual([...held.keys()]);
}

function standsAtPlayhead({ reading, seq }: Witness<Player>, log: readonly Entry[]): void {
  const at = reading.playhead?.at ?? '';
  expect(seq).toBeGreaterThanOrEqual(log.filter((entry) => entry.at < at).length);
  expect(seq).toBeLessThanOrEqual(log.filter((entry) => entry.at <= at).length);
  expect(reading.behind().entries).toBe(log.length - seq);
}

type Act = (run: Run) => void | Promise<void>;

class Step implements fc.AsyncCommand<object, Run> {
  readonly #name: string;
  readonly #act: Act;

  constructor(name: string, act: Act) {
    this.#name = name;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  async run(_: object, run: Run): Promise<void> {
    await this.#act(run);
  }

  toString(): string {
    return this.#name;
  }
}

const step = (name: string, act: Act) => new Step(name, act);
const which = fc.nat({ max: 20 });
const steps: fc.Arbitrary<fc.AsyncCommand<object, Run>>[] = [
  fc.integer({ min: 1, max: 6 }).map((count) => step(`publish ${count}`, (run) => run.publish(count))),
  which.map((at) => step(`revise ${at}`, (run) => run.revise(at))),
  which.map((at) => step(`retract ${at}`, (run) => run.retract(at))),
  fc.constant(step('cut', ({ tunnel }) => tunnel.cut())),
  fc.constantFrom(
    step('shut', ({ tunnel }) => tunnel.shut()),
    step('open', ({ tunnel }) => tunnel.open()),
  ),
  fc.constantFrom(
    step('stall', ({ tunnel }) => tunnel.stall()),
    step('flow', ({ tunnel }) => tunnel.flow()),
  ),
  fc
    .record({ ms: fc.nat({ max: 4 }), bytes: fc.integer({ min: 40, max: 2_000 }) })
    .map((by) => step(`slow ${by.ms} ms, ${by.bytes} bytes`, ({ tunnel }) => tunnel.slow(by))),
  fc.double({ min: 0, max: 1, noNaN: true }).map((part) => step(`seek ${part}`, (run) => run.seek(part))),
  fc.constantFrom(
    step('pause', ({ player }) => player.reading.pause()),
    step('resume', ({ player }) => player.reading.resume()),
    step('go live', ({ player }) => player.reading.goLive()),
  ),
  fc
    .constantFrom(0.25, 10, 1_000)
    .map((speed) => step(`speed ${speed}`, ({ player }) => player.reading.setSpeed(speed))),
  fc.constantFrom('ended', 'reopened', 'described').map((type) => step(type, (run) => run.turn(type))),
  which.map((at) => step(`pin ${at}`, (run) => run.pin(at))),
  fc.constantFrom(
    step('hide', ({ surroundings }) => surroundings.become({ visible: false })),
    step('show', ({ surroundings }) => surroundings.become({ visible: true })),
    step('unplug', ({ surroundings }) => surroundings.become({ online: false })),
    step('plug', ({ surroundings }) => surroundings.become({ online: true })),
  ),
  fc.constant(step('lose', ({ tunnel }) => tunnel.lose('"batch"'))),
  fc.constant(step('rest', (run) => run.rest())),
];

/** What a run does after it has begun; it ends at rest. */
type Course = Iterable<fc.AsyncCommand<object, Run>>;
const courses = fc.commands(steps, { maxCommands: 14, size: 'max' });

/** Lets so many runs take their course on each line; throws, with its seed, at the first that does not come to rest as it should. */
export async function takeCourses({ lines }: BadLines, options: fc.Parameters<[Beginning, Course]>): Promise<number> {
  const before = runs;
  const seed = options.seed ?? 0;
  const each = lines.map((line, lane) => {
    const property = fc.asyncProperty(beginnings, courses, (beginning, course) => take(line, beginning, course));
    return fc.assert(property, { ...options, seed: seed + lane });
  });
  await Promise.all(each);
  return runs - before;
}

let runs = 0;

/** One run: a new briefing, two readers, whatever happens to them, and rest. */
async function take(line: BadLine, beginning: Beginning, course: Course): Promise<void> {
  runs += 1;
  const briefing = `run-${runs}`;
  const { site, tunnel } = line;
  tunnel.block(...beginning.blocked);
  await site.open(briefing);
  const opened = Date.now();
  const from = beginning.from === 'middle' ? { at: opened + 3 } : beginning.from;
  const run = new Run(line, briefing, beginning, from);
  try {
    await run.publish(beginning.updates);
    await fc.asyncModelRun(() => ({ model: {}, real: run }), course);
    await run.rest();
  } finally {
    run.close();
  }
}
