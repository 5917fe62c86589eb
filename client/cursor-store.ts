import type { Cursor } from '../src/protocol/cursor.ts';

/** Where cursors are kept between visits: `localStorage`, a file, a Map. Called in step with the entries, so both are synchronous. */
export type CursorStore = {
  load(briefing: string): Cursor | undefined;
  save(briefing: string, cursor: Cursor): void;
};

/** Keeps them as long as the process lives. */
export function memoryStore(): CursorStore {
  const cursors = new Map<string, Cursor>();
  return {
    load: (briefing) => cursors.get(briefing),
    save: (briefing, cursor) => void cursors.set(briefing, cursor),
  };
}
