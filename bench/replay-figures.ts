import { quantile } from './figures.ts';

/** |actual − due| of many entries, ms. */
export class Lateness {
  readonly #all: number[] = [];

  add(actual: number, due: number): void {
    this.#all.push(Math.abs(actual - due));
  }

  get count(): number {
    return this.#all.length;
  }

  get figures(): { p50: number; p99: number; most: number } {
    return { p50: quantile(this.#all, 0.5), p99: quantile(this.#all, 0.99), most: quantile(this.#all, 1) };
  }
}
