/** How long a test waits for something that should happen at once. */
export const PATIENCE_MS = 10_000;

/** Promises that are looked at whenever something has happened: no test sleeps. */
export class Waiting {
  readonly #waits = new Set<() => void>();

  /** To be called after every change that a wait may be for. */
  changed(): void {
    for (const check of [...this.#waits]) check();
  }

  /** Resolves once `holds`; after a while rejects with what `missing` says. */
  until(holds: () => boolean, missing: () => string, patience = PATIENCE_MS): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#waits.delete(check);
      };
      const check = () => {
        if (!holds()) return;
        end();
        resolve();
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`waited ${patience} ms: ${missing()}`));
      }, patience);
      this.#waits.add(check);
    });
  }
}
