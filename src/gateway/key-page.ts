import type { Briefing } from '../protocol/briefing.ts';
import { cursorAt, type EntryId } from '../protocol/cursor.ts';
import { type Held, Page } from './page.ts';

type Stretch = { after: EntryId; through: EntryId; now: Briefing | undefined };

/** A page of key updates: it ends where it was looked for them, and tells of the briefing what the others would have told. */
export class KeyPage extends Page {
  override readonly through: EntryId;
  readonly #now: Briefing | undefined;

  constructor(
    { briefing, epoch }: { briefing: string; epoch: string },
    { after, through, now }: Stretch,
    held: readonly Held[],
  ) {
    super(briefing, epoch, after, held);
    this.through = through;
    this.#now = now;
  }

  override get batch(): string {
    const batch = super.batch;
    return this.#now ? `${batch.slice(0, -1)},${JSON.stringify({ now: this.#now }).slice(1)}` : batch;
  }

  /** An event without data moves the position of its reader, and is shown to nobody (WHATWG HTML, 9.2.6). */
  override get events(): string {
    return `${super.events}id: ${cursorAt(this.epoch, this.through)}\n\n`;
  }
}
