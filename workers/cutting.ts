import { type Draft, type Segment, segment } from '../src/protocol/article.ts';
import { Refusal } from '../src/protocol/codes.ts';
import { SEGMENTS } from '../src/protocol/limits.ts';

/** Cuts a text into its segments. It may take its time: whoever wants can do it on another thread. */
export type Cut = (draft: Draft) => readonly Segment[] | Promise<readonly Segment[]>;

/** The segments of an article, each of which can be an update. Refuses what has no text or too many segments. */
export async function segmentsOf(draft: Draft, cut: Cut): Promise<readonly Segment[]> {
  const segments = await cutQuietly(draft, cut);
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
  return segments;
}

/** An error's own words may repeat the text, and errors are written down: only its name and place go on from here. */
async function cutQuietly(draft: Draft, cut: Cut): Promise<readonly Segment[]> {
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
