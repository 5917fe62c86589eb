import { createHash } from 'node:crypto';
import type { Log } from '../../src/log/log.ts';
import { Refusal } from '../../src/protocol/codes.ts';
import type { Finding, SourceJob, SourceQueue, Sources, WatchedSource } from '../../src/queue/index.ts';
import type { Journal } from '../../src/runtime/logging.ts';
import { contentHash, type Draft, draftOf } from './articles.ts';
import { textOf } from './charset.ts';
import { type Answer, type Fetching, fetchFeed } from './fetching.ts';
import { intervalsUntilNext, retryAfterMs } from './next-look.ts';
import type { ReadItems } from './reading.ts';
import type { TakeArticle } from './taking.ts';

export type Looking = {
  log: Pick<Log, 'briefing'>;
  sources: Sources;
  sourceQueue: SourceQueue;
  takeArticle: TakeArticle;
  /** The words of an HTML text. */
  words: (html: string) => string;
  fetching: Fetching;
  readItems: ReadItems;
  journal: Journal;
  /** ms since 1970. */
  now: () => number;
  /** From 0 to 1, for jitter. */
  random: () => number;
};

/** A look that has not come by so long after its time is missing: its job, or the whole queue, was lost. */
const GRACE_MS = 60_000;
/** While its briefing has ended, a source is only asked so often whether it has been reopened. */
const REST_MS = 3_600_000;

/**
 * Looks at a source once, if it is time: takes what is new in its feed, and notes what came of it. Of two looks at once, and of
 * one after another that died, each item becomes one article.
 */
export async function look(job: SourceJob, signal: AbortSignal, parts: Looking): Promise<void> {
  const { log, sources, sourceQueue, now } = parts;
  const source = await sources.find(job);
  if (!source || source.generation !== job.generation || source.state === 'gone') return sourceQueue.unschedule(job);
  const began = now();
  // Its scheduler comes by at every interval; while a source fails, most of them are left out.
  if (source.nextAt !== undefined && began < source.nextAt - source.every / 2) return;
  const briefing = await log.briefing(job.briefing);
  const resting = !briefing || briefing.status === 'ended';
  const finding = resting ? rest(source, began) : await lookAt(source, job, began, signal, parts);
  // Broken off: another look does it over. Put anew, or removed: what was found is of no interest.
  if (signal.aborted || !(await sources.note(job, finding))) return;
  if (finding.nextAt !== undefined) return sources.expect(job, finding.nextAt + GRACE_MS);
  await sources.settle(job);
  await sourceQueue.unschedule(job);
}

function rest({ every }: WatchedSource, began: number): Finding {
  return { nextAt: began + Math.ceil(REST_MS / every) * every };
}

async function lookAt(
  source: WatchedSource,
  job: SourceJob,
  began: number,
  signal: AbortSignal,
  parts: Looking,
): Promise<Finding> {
  const { random, fetching } = parts;
  const next = (failures: number, retryAfter?: number) => {
    const intervals = intervalsUntilNext({ every: source.every, failures, retryAfterMs: retryAfter }, random);
    return { lookedAt: began, failures, nextAt: began + intervals * source.every };
  };
  try {
    const answer = await fetchFeed(source.url, source, fetching, signal);
    if (answer.result === 'gone') return { ...goneSince(began), lookedAt: began };
    if (answer.result === 'unchanged') return { ...next(0), error: undefined };
    const kept = await takeFeed(answer, source, job, signal, parts);
    return { ...next(0), error: undefined, ...kept };
  } catch (error) {
    const refusal = refusalOf(error);
    if (!signal.aborted) tell(error, refusal, job, parts.journal);
    const at = new Date(began).toISOString();
    const asked = retryAfterMs(refusal.extra.retryAfter, began);
    return { ...next(source.failures + 1, asked), error: { code: refusal.code, message: refusal.message, at } };
  }
}

/** There is no next look. */
function goneSince(began: number): Finding {
  const error = { code: 'SOURCE_UNREACHABLE', message: 'It answers 410: it is gone for good' };
  return { state: 'gone', nextAt: undefined, error: { ...error, at: new Date(began).toISOString() } };
}

/** What is kept to ask again with: only once all of the feed was taken, or what was left would never be seen. */
async function takeFeed(
  { bytes, type, url, validators }: Extract<Answer, { result: 'feed' }>,
  source: WatchedSource,
  job: SourceJob,
  signal: AbortSignal,
  parts: Looking,
): Promise<Finding> {
  const digest = createHash('sha256').update(bytes).digest('base64url');
  if (digest !== source.digest) {
    const items = await parts.readItems(textOf(bytes, type), url, signal);
    const drafts = items.map((item) => draftOf(item, job.source, parts.words));
    await takeItems(drafts, source, job, signal, parts);
  }
  return { etag: validators.etag, modified: validators.modified, digest };
}

async function takeItems(
  drafts: readonly Draft[],
  { pace }: WatchedSource,
  job: SourceJob,
  signal: AbortSignal,
  { sources, takeArticle, journal }: Looking,
): Promise<void> {
  const identities = drafts.map(({ identity }) => identity);
  const known = await sources.known(job, identities);
  for (const [at, draft] of drafts.entries()) {
    const content = contentHash(draft);
    if (known[at]?.content === content) continue;
    if (signal.aborted) return;
    const version = (known[at]?.version ?? 0) + 1;
    const how = await takeArticle({ ...draft, briefing: job.briefing, version, content, pace }).then(
      () => 'taken' as const,
      (error: unknown) => {
        if (!(error instanceof Refusal && error.retry === 'never')) throw error;
        journal.info({ briefing: job.briefing, source: job.source, code: error.code }, 'an item was skipped');
        return 'skipped' as const;
      },
    );
    if (!(await sources.take(job, draft.identity, { version, content }, how))) return;
  }
}

/** Shown in place of an error's own words, in which there may be some of an article's. */
const PRIVATE = 'The service made a mistake; the journal tells more';

function refusalOf(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal('INTERNAL', PRIVATE);
}

function tell(error: unknown, { code, message }: Refusal, { briefing, source }: SourceJob, journal: Journal): void {
  if (code === 'INTERNAL') journal.error({ error, briefing, source }, 'a look at a source went wrong');
  else journal.info({ briefing, source, code, why: message }, 'a source cannot be read');
}
