/** Who listens to what, typed by a table of events. A listener that throws harms nobody else: its error is thrown on its own. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(value: never) => void>>();

  /** Listens; the result stops that. */
  on<Name extends keyof Events>(name: Name, listener: (value: Events[Name]) => void): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set);
    const own = (value: Events[Name]) => listener(value); // the same function given twice listens twice
    set.add(own);
    return () => set.delete(own);
  }

  emit<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        listener(value as never); // it was put in under the same name
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
