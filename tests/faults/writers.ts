import { parseCursor, seqOf } from '../../src/protocol/cursor.ts';
import type { Entry } from '../../src/protocol/entries.ts';
import { canaryOf, noted, type Result } from './history.ts';
import type { Recorder } from './recorder.ts';
import { type Outcome, type Sent, send } from './sending.ts';
import { pause } from './time.ts';

export type WritersOptions = {
  /** Where the write API is just now. */
  url: () => string;
  recorder: Recorder;
  random: () => number;
  briefings: readonly string[];
  articlesPerSecond: number;
  segments: number;
  editors: number;
  /** A request whose tries have failed for so long is given up, ms: longer than any fault lasts. */
  patienceMs: number;
};

/** An article whose text begins so cannot be cut, or keeps its worker busy; see `worker-process.ts`. */
export const POISON = '!';
export const BUSY = '~';

export type Known = { briefing: string; update: string; revision: number };

/** Those who hand in articles and edit, each sending a request until it is answered for good, and noting what became of it. */
export class Writers {
  readonly #options: WritersOptions;
  readonly #running = new Set<Promise<unknown>>();
  #count = 0;
  #stopped = false;
  /** Statuses of answers that were no success, to be looked at by rows that expect some. */
  readonly refusals = new Map<number, number>();

  constructor(options: WritersOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    for (const id of this.#options.briefings) {
      const { result } = await this.#send({
        method: 'POST',
        path: '/v1/briefings',
        json: { id, title: id },
        key: `open-${id}`,
      });
      if (result !== 'ok') throw new Error(`${id} could not be opened`);
    }
  }

  start(): void {
    this.#run(this.#produce());
    for (let at = 0; at < this.#options.editors; at += 1) this.#run(this.#edit(`editor ${at + 1}`));
  }

  /** Begins nothing more, and waits for the answers to what has begun. */
  async stop(): Promise<void> {
    this.#stopped = true;
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** One article; resolves when it is answered for good. */
  async handIn(
    briefing: string,
    { pace = 0, mark = '', segments = this.#options.segments, padding = '' } = {},
  ): Promise<Outcome> {
    const { recorder } = this.#options;
    const texts = Array.from(
      { length: segments },
      (_, at) => `${at === 0 ? mark : ''}${this.#text(briefing)}${padding}`,
    );
    const body = texts.join('\n\n');
    const invoke = recorder.now();
    const sent = { method: 'POST', path: `/v1/briefings/${briefing}/articles`, json: { body, pace }, key: this.#key() };
    const outcome = await this.#send(sent);
    const article = outcome.json.article;
    recorder.write({
      type: 'article',
      by: 'producer',
      briefing,
      invoke,
      return: recorder.now(),
      result: outcome.result,
      texts: texts.map(noted),
      ...(typeof article === 'string' && { article }),
      ...(mark === POISON && { poison: true }),
    });
    return outcome;
  }

  /** One update by hand; gives its id. */
  async publish(by: string, briefing: string): Promise<Known | undefined> {
    const text = this.#text(briefing);
    const path = `/v1/briefings/${briefing}/updates`;
    const { result, json } = await this.#change(
      by,
      briefing,
      'published',
      { method: 'POST', path, json: { text } },
      { text, revision: 1 },
    );
    const update = (json.update as { id?: string } | undefined)?.id;
    return result === 'ok' && update !== undefined ? { briefing, update, revision: 1 } : undefined;
  }

  async revise(by: string, known: Known): Promise<Result> {
    const { briefing, update, revision } = known;
    const text = this.#text(briefing);
    const json = { revision, text, correction: 'It was put wrongly.' };
    const sent = { method: 'PATCH', path: `/v1/briefings/${briefing}/updates/${update}`, json };
    const { result } = await this.#change(by, briefing, 'revised', sent, { update, text, revision: revision + 1 });
    if (result === 'ok') known.revision += 1;
    return result;
  }

  async retract(by: string, { briefing, update }: Known): Promise<Result> {
    const sent = { method: 'DELETE', path: `/v1/briefings/${briefing}/updates/${update}` };
    return (await this.#change(by, briefing, 'retracted', sent, { update })).result;
  }

  async pin(by: string, { briefing, update }: Known, change: 'pinned' | 'unpinned'): Promise<Result> {
    const sent = {
      method: change === 'pinned' ? 'PUT' : 'DELETE',
      path: `/v1/briefings/${briefing}/updates/${update}/pin`,
    };
    return (await this.#change(by, briefing, change, sent, { update })).result;
  }

  async #produce(): Promise<void> {
    const { briefings, articlesPerSecond, random } = this.#options;
    while (!this.#stopped) {
      const briefing = briefings[Math.floor(random() * briefings.length)] ?? '';
      const pace = random() < 0.2 ? 100 : 0;
      this.#run(this.handIn(briefing, { pace }));
      await pause(((0.5 + random()) * 1_000) / articlesPerSecond);
    }
  }

  /** Does one thing after the other, each to what it has written itself: what it does next it does knowing of the last. */
  async #edit(by: string): Promise<void> {
    const { briefings, random } = this.#options;
    const known: Known[] = [];
    const pinned: Known[] = [];
    while (!this.#stopped) {
      const what = random();
      const at = Math.floor(random() * known.length);
      const one = known[at];
      if (!one || what < 0.45) {
        const published = await this.publish(by, briefings[Math.floor(random() * briefings.length)] ?? '');
        if (published) known.push(published);
      } else if (what < 0.75) await this.revise(by, one);
      else if (what < 0.87) {
        known.splice(at, 1);
        if (pinned.includes(one)) pinned.splice(pinned.indexOf(one), 1); // which a retraction takes down
        await this.retract(by, one);
      } else if (pinned.length > 1) await this.pin(by, pinned.shift() ?? one, 'unpinned');
      else if (!pinned.includes(one) && (await this.pin(by, one, 'pinned')) === 'ok') pinned.push(one);
      await pause(50 + 150 * random());
    }
  }

  async #change(
    by: string,
    briefing: string,
    change: Entry['type'],
    sent: Omit<Sent, 'key'>,
    about: { update?: string; text?: string; revision?: number },
  ): Promise<Outcome> {
    const { recorder } = this.#options;
    const invoke = recorder.now();
    const outcome = await this.#send({ ...sent, key: this.#key() });
    const { cursor, update } = outcome.json;
    const place = typeof cursor === 'string' ? parseCursor(cursor) : undefined;
    const id = typeof update === 'object' && update !== null && 'id' in update ? String(update.id) : about.update;
    recorder.write({
      type: 'edit',
      by,
      briefing,
      invoke,
      return: recorder.now(),
      result: outcome.result,
      change,
      ...about,
      ...(id !== undefined && { update: id }),
      ...(place && { seq: seqOf(place.id) }),
    });
    return outcome;
  }

  #send(sent: Sent): Promise<Outcome> {
    const { url, patienceMs } = this.#options;
    return send(sent, { url, patienceMs, refused: (status) => this.#refused(status) });
  }

  #refused(status: number): void {
    this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
  }

  #run(work: Promise<unknown>): void {
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  #text(briefing: string): string {
    this.#count += 1;
    return `Gust ${this.#count} over ${briefing}, ${canaryOf(briefing, this.#count)}.`;
  }

  #key(): string {
    this.#count += 1;
    return `request-${this.#count}`;
  }
}
