import type { Cursor } from '../src/protocol/cursor.ts';

/** How far a reader had got. `updates`: how many had been published by then, where that was known. */
export type Visit = { readonly cursor: Cursor; readonly updates?: number };

/** Where visits are kept until the next: `localStorage`, a file, a Map. A store that fails has nothing and keeps nothing. */
export type VisitStore = {
  load(briefing: string): Visit | undefined;
  save(briefing: string, visit: Visit): void | Promise<void>;
};

/** Keeps them as long as the process lives. */
export function memoryStore(): VisitStore {
  const visits = new Map<string, Visit>();
  return {
    load: (briefing) => visits.get(briefing),
    save: (briefing, visit) => void visits.set(briefing, visit),
  };
}

/** Keeps them in the browser; keys begin with `prefix`. */
export function localStore(prefix = 'dateline:'): VisitStore {
  return {
    load: (briefing) => JSON.parse(localStorage.getItem(prefix + briefing) ?? 'null') ?? undefined,
    save: (briefing, visit) => localStorage.setItem(prefix + briefing, JSON.stringify(visit)),
  };
}

/** A reader's own page in a store, which may be full, forbidden, far away, or hold what somebody else has put there. */
export type Bookmark = { load(): Visit | undefined; save(visit: Visit): void };

export function bookmarkIn(store: VisitStore | undefined, briefing: string): Bookmark {
  return {
    load() {
      try {
        const visit = store?.load(briefing);
        return typeof visit?.cursor === 'string' ? visit : undefined;
      } catch {
        return undefined;
      }
    },
    save(visit) {
      try {
        Promise.resolve(store?.save(briefing, visit)).catch(() => {});
      } catch {
        // reading goes on without
      }
    },
  };
}
