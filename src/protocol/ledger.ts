import type { Entry } from './entries.ts';
import { isRetracted } from './entries.ts';
import { CLOCK_SKEW_MS, LOG_ENTRIES, PINS } from './limits.ts';

/** `told`: its revisions have their texts; a file has either all of an update's or, when it was retracted, none. */
type Known = { revision: number; first: number; told: boolean; retracted: boolean };

/** What is wrong, and with which entry: it need not be the one that was just taken. */
export type LedgerFault = { seq: number; fault: string };

/**
 * What a log has come to, as far as it decides what may come next: the rules of `append.lua` for a log that was written
 * elsewhere. Holds ids and numbers, no texts.
 */
export class Ledger {
  readonly #updates = new Map<string, Known>();
  readonly #pins = new Set<string>();
  readonly #now: () => number;
  #seq = 0;
  #at = '';
  #ended = false;

  /** `now` in ms: a log from the future would pin all that is appended to it to that time. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many entries it has taken. */
  get seq(): number {
    return this.#seq;
  }

  /** Takes the next entry; gives what speaks against it. */
  take(entry: Entry): string | undefined {
    const fault = this.#placeFault(entry) ?? this.#typeFault(entry);
    if (fault !== undefined) return fault;
    this.#seq = entry.seq;
    this.#at = entry.at;
    return undefined;
  }

  /** What speaks against the log's ending here: the first update that has no text although nothing retracted it. */
  end(): LedgerFault | undefined {
    for (const [id, { first, told, retracted }] of this.#updates)
      if (!told && !retracted) return { seq: first, fault: `update ${id} has no text, and is never retracted` };
    return undefined;
  }

  #placeFault({ seq, at, type }: Entry): string | undefined {
    if (seq !== this.#seq + 1) return `its seq is ${seq}, where ${this.#seq + 1} comes next`;
    if (at < this.#at) return `it goes back in time, to before the entry above it`;
    if (Date.parse(at) > this.#now() + CLOCK_SKEW_MS) return 'its time is still to come';
    const frees = type === 'retracted' || type === 'unpinned' || type === 'ended';
    if (seq > LOG_ENTRIES && !frees) return `a log has at most ${LOG_ENTRIES} entries`;
    if ((seq === 1) !== (type === 'opened')) return seq === 1 ? 'a log begins with opened' : 'a log is opened once';
    return undefined;
  }

  #typeFault(entry: Entry): string | undefined {
    switch (entry.type) {
      case 'published':
      case 'revised':
        return this.#revise(entry);
      case 'retracted':
        return this.#retract(entry.id);
      case 'pinned':
      case 'unpinned':
        return this.#pin(entry.id, entry.type);
      case 'ended':
      case 'reopened':
        if (this.#ended === (entry.type === 'ended')) return `it was ${entry.type} already`;
        this.#ended = entry.type === 'ended';
        return undefined;
      default:
        return undefined;
    }
  }

  #revise({ type, seq, update }: Entry & { type: 'published' | 'revised' }): string | undefined {
    const { id, revision } = update;
    const told = !isRetracted(update);
    const known = this.#updates.get(id);
    const next = (known?.revision ?? 0) + 1;
    if (type === 'published' && this.#ended) return 'the briefing has ended, and takes no new updates';
    if (type === 'published' && known) return `update ${id} was published already`;
    if (type === 'revised' && !known) return `update ${id} was never published`;
    if (known?.retracted) return `update ${id} was retracted`;
    if (revision !== next) return `it is revision ${revision} of update ${id}, where ${next} comes next`;
    if (known && known.told !== told) return `update ${id} has a text in one revision, and none in another`;
    this.#updates.set(id, { revision, first: known?.first ?? seq, told, retracted: false });
    return undefined;
  }

  /** A retracted text in a file would come back with it: in the log, in Redis' own files, wherever they are copied to. */
  #retract(id: string): string | undefined {
    const known = this.#updates.get(id);
    if (!known) return `update ${id} was never published`;
    if (known.retracted) return `update ${id} was retracted already`;
    if (known.told) return `it retracts update ${id}, whose text is still in line ${lineOf(known.first)}`;
    known.retracted = true;
    this.#pins.delete(id);
    return undefined;
  }

  #pin(id: string, type: 'pinned' | 'unpinned'): string | undefined {
    const known = this.#updates.get(id);
    if (!known) return `update ${id} was never published`;
    if (known.retracted) return `update ${id} was retracted`;
    if (type === 'unpinned') return this.#pins.delete(id) ? undefined : `update ${id} is not pinned`;
    if (this.#pins.has(id)) return `update ${id} is pinned already`;
    if (this.#pins.size >= PINS) return `${PINS} updates are pinned, the most that may be`;
    this.#pins.add(id);
    return undefined;
  }
}

/** Where an entry stands in a file: seqs have no holes, and the header comes first. */
export function lineOf(seq: number): number {
  return seq + 1;
}
