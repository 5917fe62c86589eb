import type { Log } from '../src/log/log.ts';
import type { Segment } from '../src/protocol/article.ts';
import type { Content } from '../src/protocol/update.ts';
import { type ArticleJob, type Plan, type Turn, updateOf } from '../src/queue/index.ts';
import { areLike, exactOf, markOf, match, type Published } from './matching/index.ts';

/** Updates asked for at once. */
const AT_ONCE = 100;

/**
 * What brings an article's segments into the log. A first version publishes them all. A next one is compared with what the log
 * has of the article, so that whatever became of a version before, killed, cancelled or imported, counts for what it is. What
 * editors did by hand stands: a paragraph that they took back stays away, and one that they rewrote stays as it is until the
 * article says something else there.
 */
export async function planOf({ briefing, article }: ArticleJob, segments: readonly Segment[], log: Log): Promise<Plan> {
  const before = await contentsOf(briefing, article, log);
  const { barred } = before.length > 0 ? await log.article(briefing, article) : { barred: [] };
  const published = before.flatMap((content, at) => (content ? [{ id: updateOf(article, at), content }] : []));
  const marks = published.length + barred.length > 0 ? segments.map(markOf) : [];
  const handedIn = new Map(marks.map((mark, at) => [exactOf(mark), segments[at]]));
  const matching = match(inOrder(published.map((update) => asHandedIn(update, handedIn))), segments);
  const isWelcome = (at: number) => !barred.some((mark) => areLike(mark, marks[at] ?? ''));
  const revised = matching.revised.map(({ id, at }): Doing => ({ type: 'revised', update: id, at }));
  const added = matching.published.filter(({ at }) => isWelcome(at)).map(({ at }) => at);
  // Called by the next numbers that no update of the article has had.
  const news = added.map(
    (at, nth): Doing => ({ type: 'published', update: updateOf(article, before.length + nth), at }),
  );
  return { retracted: matching.retracted, turns: turnsOf([...revised, ...news], segments) };
}

/** What there is of an article's updates, by the numbers in their ids; undefined for a retracted one. */
async function contentsOf(briefing: string, article: string, log: Log): Promise<(Content | undefined)[]> {
  const contents: (Content | undefined)[] = [];
  for (;;) {
    const from = contents.length;
    // One at first: most articles are new.
    const ids = Array.from({ length: from === 0 ? 1 : AT_ONCE }, (_, at) => updateOf(article, from + at));
    const found = await Promise.all(ids.map((id) => log.current(briefing, id)));
    const end = found.indexOf(undefined);
    contents.push(...found.slice(0, end === -1 ? found.length : end).map((current) => current?.content));
    if (end !== -1) return contents;
  }
}

/** An update whose paragraph the article says just as before, in those words: what an editor made of it is not compared. */
function asHandedIn({ id, content }: Published, handedIn: ReadonlyMap<string, Segment | undefined>): Published {
  const { source } = content;
  const same = source?.mark === undefined ? undefined : handedIn.get(exactOf(source.mark));
  return { id, content: source && same ? { ...same, source } : content };
}

/** Roughly as in the article: of two that stood in one place, the newer was put before the other. */
function inOrder(updates: readonly Published[]): Published[] {
  return updates.toReversed().sort((one, other) => placeOf(one) - placeOf(other));
}

function placeOf({ content }: Published): number {
  return content.source?.segment ?? 0;
}

type Doing = Omit<Turn, 'segment' | 'nth'> & { at: number };

function turnsOf(doings: readonly Doing[], segments: readonly Segment[]): (Turn | undefined)[] {
  const byPlace = new Map(doings.map(({ at, ...doing }) => [at, doing]));
  let nth = 0;
  return segments.map((segment, at) => {
    const doing = byPlace.get(at);
    return doing && { ...doing, segment, nth: nth++ };
  });
}
