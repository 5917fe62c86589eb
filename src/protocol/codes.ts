/**
 * What may a client do after a refusal: `never` (the same request will fail again), `later` (the same request may work
 * soon), `now` (connect again and go on from the cursor).
 */
export type Retry = 'never' | 'later' | 'now';

type Row = { status: number; retry: Retry; title: string };

/** Every refusal of the service: its HTTP status, what a client may do, and what it means. Wire names; they never change. */
export const CODES = {
  BAD_JSON: { status: 400, retry: 'never', title: 'The body is not valid JSON' },
  BAD_REQUEST: { status: 400, retry: 'never', title: 'The request does not have the shape that this call takes' },
  BAD_TEXT: { status: 400, retry: 'never', title: 'The text is not valid Unicode' },
  BAD_CURSOR: { status: 400, retry: 'never', title: 'The cursor was not written by this service' },
  BAD_KEY: { status: 401, retry: 'never', title: 'The editor key is missing or wrong' },
  BRIEFING_UNKNOWN: { status: 404, retry: 'never', title: 'There is no briefing with this id' },
  ARTICLE_UNKNOWN: { status: 404, retry: 'never', title: 'There is no article with this id in this briefing' },
  UPDATE_UNKNOWN: { status: 404, retry: 'never', title: 'There is no update with this id in this briefing' },
  SOURCE_UNKNOWN: { status: 404, retry: 'never', title: 'There is no source with this id in this briefing' },
  PATH_UNKNOWN: { status: 404, retry: 'never', title: 'There is nothing at this address' },
  METHOD_UNKNOWN: { status: 405, retry: 'never', title: 'This address does not take this method' },
  BRIEFING_EXISTS: { status: 409, retry: 'never', title: 'A briefing with this id is open already' },
  BRIEFING_ENDED: { status: 409, retry: 'never', title: 'The briefing has ended; reopen it to publish' },
  BRIEFING_FULL: { status: 409, retry: 'never', title: 'The log has reached its limit; open a new briefing' },
  REVISION_CONFLICT: { status: 409, retry: 'never', title: 'Another editor was faster; read the update again' },
  ARTICLE_SUPERSEDED: { status: 409, retry: 'never', title: 'A newer version of this article is being published' },
  ARTICLE_OUT: { status: 409, retry: 'never', title: 'The article is out already, or was stopped' },
  PINS_FULL: { status: 409, retry: 'never', title: 'Too many updates are pinned; unpin one first' },
  SOURCES_FULL: { status: 409, retry: 'never', title: 'The briefing watches as many sources as it may; remove one' },
  REQUEST_RUNNING: { status: 409, retry: 'later', title: 'A request with this Idempotency-Key is still running' },
  CURSOR_GONE: { status: 410, retry: 'never', title: 'This place is not in the log any more; start again' },
  UPDATE_RETRACTED: { status: 410, retry: 'never', title: 'The update was retracted' },
  TOO_LARGE: { status: 413, retry: 'never', title: 'The body is over the limit of this call' },
  BAD_TYPE: { status: 415, retry: 'never', title: 'This call does not take this content type' },
  NO_TEXT: { status: 422, retry: 'never', title: 'There is no text in it to publish' },
  TOO_COMPLEX: { status: 422, retry: 'never', title: 'The document is nested or split too much to be cut' },
  ADDRESS_REFUSED: { status: 422, retry: 'never', title: 'This address is not on the public web' },
  KEY_REUSED: { status: 422, retry: 'never', title: 'This Idempotency-Key came with another request before' },
  HEADERS_TOO_LARGE: { status: 431, retry: 'never', title: 'The headers are over the limit' },
  TOO_MANY: { status: 429, retry: 'later', title: 'Too many requests; slow down' },
  READS_FULL: {
    status: 429,
    retry: 'never',
    title: 'This connection reads as many briefings as it may; leave one first',
  },
  EVENT_UNKNOWN: { status: 400, retry: 'never', title: 'There is no message with this name' },
  NOT_READING: { status: 409, retry: 'never', title: 'This connection does not follow or replay the briefing' },
  NOT_REPLAYING: { status: 409, retry: 'never', title: 'This connection does not replay the briefing' },
  SLOW_READER: {
    status: 503,
    retry: 'now',
    title: 'More waits for this reader than is kept; connect again and resume',
  },
  BUSY: { status: 503, retry: 'later', title: 'The gateway has as much to do as it may; try again soon' },
  CLOSING: { status: 503, retry: 'now', title: 'This gateway is closing; connect again' },
  STALE: { status: 503, retry: 'later', title: 'The log cannot be reached; what is known may be out of date' },
  SOURCE_UNREACHABLE: { status: 502, retry: 'later', title: 'The source cannot be reached, or answers with an error' },
  SOURCE_UNREADABLE: { status: 502, retry: 'later', title: 'What the source answers is not a feed that can be read' },
  FORMAT_UNSERVED: { status: 501, retry: 'never', title: 'This is not given in that format' },
  CLOCK_SKEW: { status: 503, retry: 'later', title: 'The clocks of Redis and of the writer differ too much to write' },
  UNAVAILABLE: { status: 503, retry: 'later', title: 'The log or the queue cannot be reached' },
  INTERNAL: { status: 500, retry: 'later', title: 'The service made a mistake; it has been logged' },
} as const satisfies Record<string, Row>;

export type Code = keyof typeof CODES;

/** A refusal: `code` from the table, `message` what happened and what to do about it, `extra` what a client may want with it. */
export class Refusal extends Error {
  readonly code: Code;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    code: Code,
    message: string = CODES[code].title,
    extra: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'Refusal';
    this.code = code;
    this.extra = extra;
  }

  get status(): number {
    return CODES[this.code].status;
  }

  get retry(): Retry {
    return CODES[this.code].retry;
  }
}
