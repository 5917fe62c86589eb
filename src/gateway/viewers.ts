import type { Census } from '../log/census.ts';
import type { Feeds } from './feeds.ts';

/**
 * Counts readers over all gateways: every now and then this one says how many it has, and its readers hear the sum. One
 * command for each briefing that is read, however many read it.
 */
export class Viewers {
  readonly #census: Census;
  readonly #feeds: Feeds;
  readonly #timer: NodeJS.Timeout;
  /** Briefings of which it has said that they are read here. */
  #said = new Set<string>();

  constructor(census: Census, feeds: Feeds, everyMs: number) {
    this.#census = census;
    this.#feeds = feeds;
    this.#timer = setInterval(() => this.#count(feeds.readers()), everyMs).unref();
  }

  /** Takes back what it has said. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#count(new Map());
  }

  async #count(readers: ReadonlyMap<string, number>): Promise<void> {
    const before = this.#said;
    this.#said = new Set(readers.keys());
    // While Redis is away nothing is told; what was said is forgotten there by itself.
    const asked = [...this.#said.union(before)].map((briefing) =>
      this.#census(briefing, readers.get(briefing) ?? 0).then(
        (viewers) => this.#feeds.count(briefing, viewers),
        () => {},
      ),
    );
    await Promise.all(asked);
  }
}
