import type { Environment } from '../../client/index.ts';

/** What is around a reader, as a test would have it. */
export class Surroundings implements Environment {
  readonly #listeners = new Set<() => void>();
  visible = true;
  online = true;

  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  become(now: Partial<Pick<Environment, 'visible' | 'online'>>): void {
    Object.assign(this, now);
    for (const listener of [...this.#listeners]) listener();
  }
}
