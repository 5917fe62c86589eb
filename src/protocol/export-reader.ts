import { type Code, Refusal } from './codes.ts';
import type { Entry } from './entries.ts';
import { type ExportHeader, exportHeader, faultsOfEntry } from './export.ts';
import { faultsOf } from './faults.ts';
import { Ledger, lineOf } from './ledger.ts';
import { FAULTS, IMPORT_LINE_BYTES } from './limits.ts';
import { linesOf } from './lines.ts';

/** `parse` gives the value of a JSON text, `kept` an entry as it is to be kept; both may refuse. `now` in ms. */
export type ExportReading = { parse: (text: string) => unknown; kept?: (entry: Entry) => Entry; now: () => number };

/**
 * Reads an exported log once, from its bytes, line by line: what it gives could be a log of ours. Anything else is a `Refusal` that
 * names the line, in its message and as `line`. Holds one line, and a few words about each update.
 */
export class ExportReader {
  readonly #parse: ExportReading['parse'];
  readonly #kept: NonNullable<ExportReading['kept']>;
  readonly #ledger: Ledger;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #header: ExportHeader | undefined;
  #line = 0;

  constructor({ parse, kept = (entry) => entry, now }: ExportReading) {
    this.#parse = parse;
    this.#kept = kept;
    this.#ledger = new Ledger(now);
  }

  /** Known from the first entry on. */
  get header(): ExportHeader | undefined {
    return this.#header;
  }

  async *entries(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Entry> {
    try {
      for await (const bytes of linesOf(chunks, IMPORT_LINE_BYTES)) {
        this.#line += 1;
        const value = this.#valueOf(bytes);
        if (this.#header) yield this.#entryOf(value, this.#header);
        else this.#header = this.#headerOf(value);
      }
    } catch (error) {
      // What goes wrong between two lines goes wrong with the one that was to come.
      if (error instanceof Refusal && !('line' in error.extra)) throw at(this.#line + 1, error.message, error.code);
      throw error;
    }
    this.#end();
  }

  #valueOf(bytes: Uint8Array): unknown {
    let text: string;
    try {
      text = this.#decoder.decode(bytes);
    } catch {
      throw at(this.#line, 'it is not valid UTF-8', 'BAD_TEXT');
    }
    try {
      return this.#named(() => this.#parse(text));
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw at(this.#line, 'it is not valid JSON', 'BAD_JSON'); // without the parser's words: they repeat the text
    }
  }

  #headerOf(value: unknown): ExportHeader {
    const faults = faultsOf(exportHeader, value);
    if (faults.length > 0) throw at(1, `it is not the header of an exported log: ${faults[0]}`, 'BAD_REQUEST', faults);
    return value as ExportHeader; // it has passed
  }

  #entryOf(value: unknown, { briefing, entries }: ExportHeader): Entry {
    if (this.#ledger.seq === entries)
      throw at(this.#line, `the log of ${briefing} has ended with the line before; a file holds one`);
    const faults = faultsOfEntry(value);
    if (faults.length > 0) throw at(this.#line, faults[0], 'BAD_REQUEST', faults);
    const entry = value as Entry; // it has passed
    if ('briefing' in entry && entry.briefing.id !== briefing)
      throw at(this.#line, `it is of briefing ${entry.briefing.id}, and the file of ${briefing}`);
    const fault = this.#ledger.take(entry);
    if (fault !== undefined) throw at(this.#line, fault);
    return this.#named(() => this.#kept(entry));
  }

  #named<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof Refusal ? at(this.#line, error.message, error.code) : error;
    }
  }

  #end(): void {
    if (!this.#header) throw at(1, 'the file is empty');
    const { seq } = this.#ledger;
    const { entries } = this.#header;
    if (seq < entries)
      throw at(this.#line + 1, `the file is cut off: its header tells of ${entries} entries, and it has ${seq}`);
    const fault = this.#ledger.end();
    if (fault) throw at(lineOf(fault.seq), fault.fault);
  }
}

function at(line: number, fault = '', code: Code = 'BAD_REQUEST', faults: readonly string[] = []): Refusal {
  const more = faults.length > 1 && { faults: faults.slice(0, FAULTS) };
  return new Refusal(code, `line ${line}: ${fault}`, { line, ...more });
}
