/** |actual − due| of many entries, ms. */
export class Lateness {
  readonly #all: number[] = [];

  add(actual: number, due: number): void {
    this.#all.push(Math.abs(actual - due));
  }

  get count(): number {
    return this.#all.length;
  }

  toString(): string {
    const sorted = this.#all.toSorted((a, b) => a - b);
    const at = (share: number) =>
      (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
    return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, maximum ${at(1)} ms of ${this.count}`;
  }
}
