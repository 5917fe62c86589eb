import { type Draft, type Segment, segment } from '../src/protocol/article.ts';
import { Refusal } from '../src/protocol/codes.ts';
import { SEGMENTS } from '../src/protocol/limits.ts';
import type { ArticleWords } from '../src/queue/index.ts';

/** What an article is cut into, and what it says of itself beside its text. */
export type Cutting = { segments: readonly Segment[]; words?: ArticleWords };

/** Cuts an article. It may take its time: whoever wants can do it on another thread. */
export type Cut = (draft: Draft) => Cutting | Promise<Cutting>;

/** An article cut into segments each of which can be an update. Refuses what has no text or too many segments. */
export async function cutWhole(draft: Draft, cut: Cut): Promise<Cutting> {
  const cutting = await cutQuietly(draft, cut);
  const { segments } = cutting;
  if (segments.length === 0) throw new Refusal('NO_TEXT');
  if (segments.length > SEGMENTS)
    throw new Refusal(
      'TOO_COMPLEX',
      `It comes to ${segments.length} segments; ${SEGMENTS} is the most: hand it in as several`,
    );
  for (const [at, one] of segments.entries()) {
    const paths = segment.safeParse(one).error?.issues.map(({ path }) => path.join('.'));
    if (paths) throw new Refusal('TOO_COMPLEX', `Segment ${at} cannot be an update: ${paths.join(', ')}`);
  }
  return cutting;
}

/** An error's own words may repeat the text, and errors are written down: only its name and place go on from here. */
async function cutQuietly(draft: Draft, cut: Cut): Promise<Cutting> {
  try {
    return await cut(draft);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const quiet = new Error('the cutting went wrong');
    if (!(error instanceof Error)) throw quiet;
    const places = error.stack?.split('\n').filter((line) => /^ {4}at /.test(line)) ?? [];
    quiet.stack = [`${error.name}: ${quiet.message}`, ...places].join('\n');
    throw quiet;
  }
}
