import type { Appended, Change } from '../log/log.ts';
import { safeHtml, textOfHtml } from '../log/safe-html.ts';
import type { UpdatePinned, UpdateRetracted, UpdateWritten } from '../protocol/answers.ts';
import { Refusal } from '../protocol/codes.ts';
import { START } from '../protocol/cursor.ts';
import { newRevision, newUpdate, retraction } from '../protocol/requests.ts';
import { type Content, type Correction, content, type Update } from '../protocol/update.ts';
import { segmentOf } from '../queue/index.ts';
import { jsonOf } from './body.ts';
import { cursorOf, withoutNothing } from './briefings.ts';
import type { Call, Route } from './call.ts';
import { checked } from './checked.ts';
import { operationOf, updateIdOf } from './identity.ts';
import { type PlanParts, plan } from './planned.ts';
import { digest } from './requests.ts';
import { wordDiff } from './word-diff.ts';

/** One update by hand: publishing, revising, retracting, pinning. */
export function updateRoutes(parts: PlanParts): Route[] {
  const { log, articles } = parts;

  async function publish({ params: { briefing }, body, seed }: Call) {
    const { text, html, publishAt, ...said } = checked(newUpdate, jsonOf(body));
    const update = updateIdOf(seed);
    const written = contentOf({ kind: 'paragraph', ...said, ...wordsOf(text, html) });
    if (publishAt !== undefined) return plan({ briefing, update, publishAt, content: written }, parts);
    const change = { type: 'published', update, content: written } as const;
    const appended = await log.append(briefing, operationOf('publish', seed), change);
    const json = await answer(briefing, appended, { id: update, revision: 1, ...written });
    return { status: 201, json, location: `/v1/briefings/${briefing}/updates/${update}` };
  }

  async function revise({ params: { briefing, update }, body }: Call) {
    const { revision, correction, text, html, ...said } = checked(newRevision, jsonOf(body));
    const current = await log.current(briefing, update);
    if (!current) throw await unknown(briefing, update);
    if (!current.content) throw new Refusal('UPDATE_RETRACTED', undefined, { revision: current.revision });
    const words = text === undefined && html === undefined ? {} : { html: null, ...wordsOf(text, html) };
    const written = contentOf(withoutNothing({ ...current.content, ...said, ...words }));
    // Named by what it does to which revision: an edit whose answer was lost must not conflict with itself.
    const appended = await log.append(briefing, `revise:${update}:${revision}:${digest(body.bytes).slice(0, 32)}`, {
      type: 'revised',
      update,
      expected: revision,
      content: written,
      ...(correction !== undefined && { correction: correctionOf(correction, current.content, written) }),
    });
    return {
      status: 200,
      json: await answer(briefing, appended, { id: update, revision: appended.revision, ...written }),
    };
  }

  /** A request that comes again is told of the update as it stands, since nothing of it is kept but its place. */
  async function answer(briefing: string, appended: Appended, written: Update): Promise<UpdateWritten> {
    const cursor = cursorOf(appended);
    if (appended.result === 'ok') return { update: written, cursor };
    const { id } = written;
    const now = await log.current(briefing, id);
    const revision = now?.revision ?? appended.revision;
    return { update: now?.content ? { id, revision, ...now.content } : { id, revision, retracted: true }, cursor };
  }

  /** What there is not may be on its way: it has an id before it is out, and can be stopped until then. */
  async function unknown(briefing: string, update: string): Promise<Refusal> {
    if (!(await log.read(briefing, { after: START, limit: 0 }))) return new Refusal('BRIEFING_UNKNOWN');
    const { article } = segmentOf(update) ?? {};
    const waits = article !== undefined && (await articles.status({ briefing, article }))?.publishAt !== undefined;
    const address = `/v1/briefings/${briefing}/articles/${article}`;
    return new Refusal('UPDATE_UNKNOWN', waits ? `It is not out: cancel or move it at ${address}` : undefined);
  }

  async function retract({ params: { briefing, update }, query, seed }: Call) {
    const { reason } = checked(retraction, query);
    const change = { type: 'retracted', update, ...(reason !== undefined && { reason }) } as const;
    const appended = await takeBack(briefing, operationOf('retract', seed), change).catch(async (error: unknown) => {
      const isUnknown = error instanceof Refusal && error.code === 'UPDATE_UNKNOWN';
      throw isUnknown ? await unknown(briefing, update) : error;
    });
    // Before it is acknowledged, no text of it is left, also when its article is just being published.
    const from = segmentOf(update);
    if (from) await articles.forget({ briefing, article: from.article }, update);
    const gone = { id: update, revision: appended.revision, retracted: true } as const;
    const json: UpdateRetracted = { update: gone, cursor: cursorOf(appended) };
    return { status: 200, json };
  }

  /** With what it is known by should its article's next version bring it again; looked up until nobody else has changed it meanwhile. */
  async function takeBack(briefing: string, operation: string, change: Retraction): Promise<Appended> {
    for (;;) {
      const current = await log.current(briefing, change.update);
      const { article, mark } = current?.content?.source ?? {};
      if (!current || article === undefined || mark === undefined) return log.append(briefing, operation, change);
      const marked = { ...change, expected: current.revision, barred: { article, mark } };
      const appended = await log.append(briefing, operation, marked).catch(unlessOvertaken);
      if (appended) return appended;
    }
  }

  const turn =
    (type: 'pinned' | 'unpinned') =>
    async ({ params: { briefing, update }, seed }: Call) => {
      const appended = await log.append(briefing, operationOf(type, seed), { type, update });
      const json: UpdatePinned = { update, pinned: type === 'pinned', cursor: cursorOf(appended) };
      return { status: 200, json };
    };

  const all = '/v1/briefings/:briefing/updates';
  return [
    { method: 'post', path: all, types: ['application/json'], run: publish },
    { method: 'patch', path: `${all}/:update`, types: ['application/json'], run: revise },
    { method: 'delete', path: `${all}/:update`, run: retract },
    { method: 'put', path: `${all}/:update/pin`, run: turn('pinned') },
    { method: 'delete', path: `${all}/:update/pin`, run: turn('unpinned') },
  ];
}

type Retraction = Extract<Change, { type: 'retracted' }>;

function unlessOvertaken(error: unknown): undefined {
  if (!(error instanceof Refusal) || error.code !== 'REVISION_CONFLICT') throw error;
}

/** HTML is kept as it may be shown, and as its words for those who show none. */
function wordsOf(text: string | undefined, html: string | undefined): { text?: string; html?: string } {
  const words = html === undefined ? text?.trim() : textOfHtml(html);
  if (words === undefined) return {};
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(words)) throw new Refusal('NO_TEXT');
  return html === undefined ? { text: words } : { text: words, html: safeHtml(html) };
}

/** With what it corrects: the log takes it for no other revision than the one that was read. */
function correctionOf(note: string, before: Content, after: Content): Correction {
  const diff = wordDiff(before.text, after.text);
  return diff ? { note, diff } : { note };
}

function contentOf(said: object): Content {
  return withoutNothing(checked(content, said)) as Content; // every field that there is has passed
}
