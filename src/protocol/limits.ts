/** Every cap of the service: its value, its unit in its name, and why it is what it is. Each has a test that reaches it. */

/** An article's body: longer than any reportage; bounds what one request can make a worker cut. */
export const ARTICLE_BYTES = 2_000_000;
/** Every other request's body: an update by hand is a few paragraphs. */
export const REQUEST_BYTES = 64_000;
/** One update's text. Ten screens on a phone; keeps a page of history within its bytes. */
export const TEXT_CHARACTERS = 20_000;
/** A correction's word diff as JSON: a long paragraph with its changes. More than that is read better as the new text alone. */
export const DIFF_CHARACTERS = 6_000;
/** Words taken out and put in until a diff is given up: its time grows with their square; these take some 20 ms. */
export const DIFF_EDITS = 500;
/** A paragraph longer than this is split at sentences: it would fill more than a phone's screen. */
export const PARAGRAPH_CHARACTERS = 1_200;
/** `Intl.Segmenter` is quadratic on long runs, so it is never given more than this at once. */
export const SEGMENTER_CHARACTERS = 2_000;
/** Segments of one article: what 2 MB of ordinary paragraphs come to. */
export const SEGMENTS = 10_000;
/** The time between two segments of a paced article: an hour; slower than that is another article. */
export const PACE_MS = 3_600_000;
/** Marks on one letter; living scripts need four, a text that climbs over its neighbours needs dozens. */
export const COMBINING_MARKS = 8;

/** Short texts: titles, headlines, names, reasons. */
export const LINE_CHARACTERS = 500;
export const SUMMARY_CHARACTERS = 2_000;
export const TAGS = 20;
export const MEDIA = 20;
export const SOURCES = 50;
export const URL_CHARACTERS = 2_000;
/** A digest of a paragraph: its exact form, and one by which its next wording is known. */
export const MARK_CHARACTERS = 64;
export const ID_CHARACTERS = 100;

/** Entries of one log. Years of a busy live blog; what a gateway may have to hold of one briefing follows from it. */
export const LOG_ENTRIES = 100_000;
/** How far Redis' clock and a writer's may differ: one jump ahead would pin a log to the future. */
export const CLOCK_SKEW_MS = 60_000;

/** Entries in one page of history, and their bytes: a page is what a stalled reader costs. */
export const PAGE_ENTRIES = 500;
export const PAGE_BYTES = 64_000;
/** Updates in one page of a state. */
export const STATE_UPDATES = 500;
export const STATE_UPDATES_DEFAULT = 50;
/** Revisions in one page of an update's history. */
export const REVISIONS = 200;
export const REVISIONS_DEFAULT = 50;
/** Updates in one document of a feed, in ninjs too: hours of a busy briefing, some 100 kB. Feed readers ask for it every few minutes. */
export const SYNDICATED_UPDATES = 100;
/** Briefings in one page of the list. */
export const LIST_BRIEFINGS = 200;
export const LIST_BRIEFINGS_DEFAULT = 50;

/** Encoded bytes of all feeds that a gateway keeps in memory; feeds without readers leave first. */
export const FEEDS_BYTES = 256_000_000;
/** Bytes that wait for one live reader above its socket: a few hundred updates, seconds of a storm. */
export const READER_BYTES = 1_000_000;
/** Briefings that one connection reads at once. */
export const READS_PER_CONNECTION = 100;
/** How often a gateway says how many read here and is told how many read everywhere; readers are told no more often. */
export const VIEWERS_EVERY_MS = 3_000;
/** What a gateway has said counts for so long: one that was killed is forgotten after it. */
export const VIEWERS_KEPT_MS = 10_000;
/** A crowd's number is told again when it is off by one in so many: each telling is a message to all of them. */
export const VIEWERS_PART = 100;
/** New connections that a gateway takes: a burst, refilled at the rate. One core greets some three thousand a second; more would wait unanswered. */
export const CONNECTIONS_PER_SECOND = 2_500;
export const CONNECTIONS_BURST = 5_000;
/** Replays that one gateway paces at once. */
export const REPLAYS = 1_000;
/** A client's message: the longest, a `replay` with a cursor, has 300 bytes. */
export const MESSAGE_BYTES = 16_000;
/** A client's messages: a burst of this many, refilled at the rate; a scrubber dragged by hand sends 20 a second. */
export const MESSAGES_BURST = 200;
export const MESSAGES_PER_SECOND = 50;

/** How long a gateway may be without Redis' word that a head is still the head until readers are told that it is stale: some two looks. */
export const UNCONFIRMED_MS = 1_500;
/** How long a gateway goes on serving from memory, and taking readers, when it cannot reach Redis. */
export const STALE_MS = 30_000;

/** How many keys a pin list holds: more would push the news below the fold. */
export const PINS = 5;

export const SPEED_MIN = 0.25;
export const SPEED_MAX = 1_000;

/** Articles on their way at once: with the longest bodies, what a Redis of 16 GB takes. */
export const ARTICLES_PENDING = 5_000;
/** How long the status of a finished article can be read: a month of asking what became of it. */
export const ARTICLE_KEPT_MS = 30 * 86_400_000;
/**
 * How long a failed article is kept with what it has not published: as long as the request that goes on with it is known. After
 * that its texts would lie there for nobody.
 */
export const ARTICLE_FAILED_KEPT_MS = 86_400_000;
/** A job whose worker died so often without getting on is the one that kills it. */
export const DEATHS = 10;

/** An idempotency key as clients make them: UUIDs, hashes. It is kept, as its hash, for a day. */
export const IDEMPOTENCY_KEY_CHARACTERS = 255;
export const IDEMPOTENCY_MS = 86_400_000;
/** A request that has not ended by then has died with its process: the same key may try again. */
export const REQUEST_MS = 10_000;
/** JSON bodies: an update with its media is four deep with some ten names to an object. */
export const JSON_DEPTH = 16;
export const JSON_NAMES = 64;
/** Tags inside each other: real pages have some thirty, editors' texts a handful. */
export const HTML_DEPTH = 256;
/** Faults named in one refusal, and the characters of each: an error stays under 2 kB. */
export const FAULTS = 8;
export const FAULT_CHARACTERS = 160;
/** After a refusal with retry `later`: the seconds that its client is asked to wait. */
export const RETRY_AFTER_SECONDS = 2;

/** A log that is imported, packed and unpacked: as much as a gateway keeps of all logs together. On disk while it is looked at. */
export const IMPORT_BYTES = 256_000_000;
/** One line of it: an entry with every field at its limit, in letters of three bytes, has half of this. */
export const IMPORT_LINE_BYTES = 1_000_000;
/** Imports at once in one process: each holds its file on disk, and takes its turn with those who publish. */
export const IMPORTS = 2;

/** Feeds that one briefing watches: every agency, the police, the weather, and room. Each is asked for ever again. */
export const SOURCES_PER_BRIEFING = 20;
/** The time from one look at a source to the next. More often is impolite to its server; a day is seldom enough for any. */
export const SOURCE_EVERY_MS = 300_000;
export const SOURCE_EVERY_LEAST_MS = 60_000;
export const SOURCE_EVERY_MOST_MS = 86_400_000;
/** A source that fails is asked again after at most so long: one that comes back in the morning is news by noon. */
export const SOURCE_BACKOFF_MOST_MS = 6 * 3_600_000;
/** A feed, packed and unpacked: the full texts of a few hundred articles. It is cut off as it comes in. */
export const SOURCE_BYTES = 2_000_000;
/** Items of a feed that are looked at, the newest ones: more than any newsroom writes between two looks. */
export const SOURCE_ITEMS = 200;
/** Items whose content is known again, for each source: an item that left its feed and comes back within so many is not new. */
export const SOURCE_ITEMS_KNOWN = 2_000;
/** Addresses that a feed may move through: from http to https, from a tracker to a host, and some. */
export const SOURCE_REDIRECTS = 5;
/** A whole answer, redirects included: a server that takes longer would hold a worker's place. */
export const SOURCE_ANSWER_MS = 20_000;
/** A feed's headers: room for cookies that we do not keep. */
export const SOURCE_HEADER_BYTES = 16_384;
/** An ETag or a date that is kept for the next look; a longer one is not worth its memory. */
export const SOURCE_VALIDATOR_CHARACTERS = 1_000;
/** Reading a feed takes milliseconds; one that is made to take longer, or more memory, loses its thread. */
export const SOURCE_PARSE_MS = 5_000;
export const SOURCE_PARSE_MEGABYTES = 128;
