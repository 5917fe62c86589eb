import type { Segment } from '../../src/protocol/article.ts';
import type { Content } from '../../src/protocol/update.ts';
import { type Known, knownBy } from './candidates.ts';
import { pairEqual } from './equal.ts';
import { Pairs } from './pairs.ts';
import { pairSimilar } from './similar.ts';

/** An update of the article's version before, as it reads now. */
export type Published = { id: string; content: Content };

/**
 * How the updates of an article become its next version. `at` is a place in that version. Every update is in exactly one of
 * `kept`, `revised` and `retracted`, every place in one of `kept`, `revised` and `published`.
 */
export type Matching = {
  /** Nothing to do. */
  kept: { id: string; at: number }[];
  /** The same update in new words; `content` is what it was, with what the segment says in its place. */
  revised: { id: string; at: number; content: Content }[];
  published: { at: number; segment: Segment }[];
  retracted: string[];
  /** Those of the kept and revised that stand elsewhere now. A log has no order but time: they are left where they are. */
  moved: string[];
};

/**
 * The smallest set of entries that makes an article's updates its next version. `before` in the order of the article. Pure,
 * and the same for the same versions; takes time for the number of segments, not for its square.
 */
export function match(before: readonly Published[], after: readonly Segment[]): Matching {
  const segments = before.map(({ content }) => segmentIn(content));
  const pairs = new Pairs(before.length, after.length);
  pairEqual(keysOf(segments, exactly), keysOf(after, exactly), pairs);
  pairEqual(keysOf(segments, inWords), keysOf(after, inWords), pairs);
  pairSingles(segments, after, pairs);
  if (pairs.freeBefore.length && pairs.freeAfter.length) pairSimilar(known(segments), known(after), pairs);
  return matchingOf(before, after, pairs);
}

/** What a segment can say of an update. The rest of its content is the newsroom's. */
const SAID = ['kind', 'text', 'html', 'headline', 'warning', 'media', 'sources', 'direction'] as const;

function segmentIn(content: Content): Segment {
  const said = SAID.filter((name) => content[name] !== undefined).map((name) => [name, content[name]] as const);
  return { kind: content.kind, text: content.text, ...Object.fromEntries(said) };
}

function keysOf(segments: readonly Segment[], key: (segment: Segment) => string): string[] {
  return segments.map(key);
}

/** All that a segment says. The language is not compared: where a segment does not say it, its article has said it. */
export function exactly(segment: Segment): string {
  return JSON.stringify(SAID.map((name) => canonical(segment[name]) ?? null));
}

/** Objects with their names in one order: the log may have given them another. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, canonical(inner)]);
}

/** The same words are the same segment, whatever its kind, its marks and its pictures have become. */
function inWords({ text }: Segment): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** An article has one of each: another headline is the headline reworded. */
function pairSingles(before: readonly Segment[], after: readonly Segment[], pairs: Pairs): void {
  for (const kind of ['headline', 'kicker'] as const) {
    const [here, ...others] = pairs.freeBefore.filter((at) => before[at]?.kind === kind);
    const [there, ...rivals] = pairs.freeAfter.filter((at) => after[at]?.kind === kind);
    if (here !== undefined && there !== undefined && others.length + rivals.length === 0) pairs.add(here, there);
  }
}

function known(segments: readonly Segment[]): Known[] {
  return segments.map(knownBy);
}

function matchingOf(before: readonly Published[], after: readonly Segment[], pairs: Pairs): Matching {
  const matching: Matching = { kept: [], revised: [], published: [], retracted: [], moved: [] };
  const moved = pairs.moved;
  for (const [place, { id, content }] of before.entries()) {
    const at = pairs.after(place);
    const segment = at === undefined ? undefined : after[at];
    if (at === undefined || !segment) matching.retracted.push(id);
    else if (exactly(segmentIn(content)) === exactly(segment)) matching.kept.push({ id, at });
    else matching.revised.push({ id, at, content: revisedBy(content, segment) });
    if (moved.has(place)) matching.moved.push(id);
  }
  for (const at of pairs.freeAfter) matching.published.push({ at, segment: after[at]! }); // a place in `after`
  return matching;
}

/** An update's content with what a segment says in the place of what it said. */
export function revisedBy(content: Content, segment: Segment): Content {
  const others = Object.entries(content).filter(([name]) => !(SAID as readonly string[]).includes(name));
  return { ...Object.fromEntries(others), ...segment };
}
