/** One Server-Sent Event: `name` is `message` where none was sent. */
export type SentEvent = { readonly name: string; readonly id: string; readonly data: string };

/** What waits for the end of an event, characters: a state of 500 of the longest updates, as JSON. More is no stream of ours. */
export const EVENT_CHARACTERS = 32_000_000;

/** Reads events from a text that comes in pieces, wherever it is cut (WHATWG HTML, 9.2). Throws a RangeError when one has no end. */
export class EventLines {
  #rest = '';

  /** The events that are complete with this piece. */
  push(piece: string): SentEvent[] {
    const blocks = (this.#rest + piece).split(/\r?\n\r?\n/);
    this.#rest = blocks.pop() ?? '';
    if (this.#rest.length > EVENT_CHARACTERS) throw new RangeError('An event does not end');
    return blocks.flatMap((block) => eventIn(block));
  }
}

function eventIn(block: string): SentEvent[] {
  const fields = new Map<string, string>();
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = /^(\w+): ?([\s\S]*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined)
      fields.set(name, name === 'data' && fields.has(name) ? `${fields.get(name)}\n${value}` : value);
  }
  const data = fields.get('data');
  return data === undefined ? [] : [{ name: fields.get('event') ?? 'message', id: fields.get('id') ?? '', data }];
}
