import type { Log } from '../log/log.ts';
import type { ArticleTakenBack } from '../protocol/answers.ts';
import { Refusal } from '../protocol/codes.ts';
import { type EntryId, entryId, START } from '../protocol/cursor.ts';
import { isRetracted } from '../protocol/entries.ts';
import { PAGE_ENTRIES } from '../protocol/limits.ts';
import type { ArticleAddress, Articles } from '../queue/index.ts';
import type { Reply } from './call.ts';
import { operationOf } from './identity.ts';

/**
 * What its provider cancels or withholds: nothing more of the article is published, and what was is retracted, before this is
 * acknowledged. Unlike what an editor takes back, a later version may bring it again: what is withheld can be released.
 */
export async function takeBack(
  address: ArticleAddress,
  seed: string,
  { log, articles }: { log: Log; articles: Articles },
): Promise<Reply> {
  const { briefing, article } = address;
  const { result, job } = await articles.cancel(address); // with the texts that wait
  // From here on no worker adds to what is found below.
  if (job) await log.supersede(briefing, { id: article, version: job.version });
  const out = await updatesOf(address, log);
  if (result === 'unknown' && out.length === 0) throw new Refusal('ARTICLE_UNKNOWN');
  for (const update of out)
    await log.append(briefing, operationOf(`take-back:${update}`, seed), { type: 'retracted', update });
  const json: ArticleTakenBack = { article, retracted: out.length };
  return { status: 200, json };
}

/** The updates that came from the article and have not been retracted. */
async function updatesOf({ briefing, article }: ArticleAddress, log: Log): Promise<string[]> {
  const updates: string[] = [];
  for (let after: EntryId | undefined = START; after; ) {
    const page = await log.read(briefing, { after, limit: PAGE_ENTRIES });
    if (!page) throw new Refusal('BRIEFING_UNKNOWN');
    for (const entry of page.entries)
      if (entry.type === 'published' && !isRetracted(entry.update) && entry.update.source?.article === article)
        updates.push(entry.update.id);
    const last = page.entries.at(-1);
    after = last && entryId(last);
  }
  return updates;
}
