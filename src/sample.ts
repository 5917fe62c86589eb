import { readFile } from 'node:fs/promises';
import type { Service } from './service.ts';

const BRIEFING = 'night-ferry';
const ARTICLE = 'sample';
/** Slow enough to be watched, fast enough to be over before anybody tires of it, ms. */
const PACE_MS = 3_000;

/** Opens a briefing to look at where there is none yet, and hands an article in; gives its id, if one was opened. */
export async function openSample(
  { log, articles, queue }: Service,
  file: string,
  now: () => number,
): Promise<string | undefined> {
  const { briefings } = await log.list({ limit: 1 });
  if (briefings.length > 0) return undefined;
  const briefing = {
    title: 'The night ferry',
    language: 'en',
    summary: 'A sample: an invented night, an article at a time.',
  };
  await log.append(BRIEFING, 'open:sample', { type: 'opened', briefing });
  const facts = { pace: PACE_MS, base: now(), language: 'en' };
  const address = { briefing: BRIEFING, article: ARTICLE };
  const { job } = await articles.accept(address, facts, await readFile(file, 'utf8'), { request: ARTICLE });
  await queue.add(job);
  return BRIEFING;
}
