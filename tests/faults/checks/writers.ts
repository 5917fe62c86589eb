import type { Check, Violation } from '../checker.ts';
import type { Evidence, FinalLog } from '../evidence.ts';
import type { LineOf, Told } from '../history.ts';

type Article = LineOf<'article'>;
type Edit = LineOf<'edit'>;

/** I1, I2, I3: what was acknowledged is in the log once, what was refused is not, and nothing else is. */
export const writers: Check = (evidence) => {
  const found: Violation[] = [];
  for (const article of evidence.of('article')) found.push(...lostOf(article, evidence));
  for (const edit of evidence.of('edit')) found.push(...lostEdit(edit, evidence));
  for (const [briefing, log] of evidence.logs) found.push(...doubledIn(briefing, log), ...phantoms(briefing, evidence));
  return found;
};

function lostOf(article: Article, evidence: Evidence): Violation[] {
  const told = evidence.logs.get(article.briefing)?.told ?? [];
  const history = [article];
  const inLog = article.texts.filter((text, at) => told.some((one) => isSegment(one, article.article, at, text)));
  const missing = article.texts.length - inLog.length;
  const say = (message: string): Violation[] => [{ invariant: 'I1', kind: 'missing', message, history }];
  if (article.result === 'fail' || article.poison)
    return inLog.length > 0
      ? [{ invariant: 'I1', kind: 'other', message: 'a refused article is in the log', history }]
      : [];
  if (missing === 0 || evidence.mayBeLost(article.return)) return [];
  if (article.result === 'ok') return say(`${missing} of ${article.texts.length} segments of an accepted article`);
  return inLog.length > 0 ? say(`${missing} segments of an article of which others are in the log`) : [];
}

function isSegment({ type, update, text }: Told, article: string | undefined, at: number, said: string): boolean {
  return type === 'published' && (text === said || (article !== undefined && update === `${article}.${at}`));
}

function lostEdit(edit: Edit, evidence: Evidence): Violation[] {
  const { result, change, update, revision, text, briefing } = edit;
  const told = evidence.logs.get(briefing)?.told ?? [];
  const same = (one: Told) =>
    one.type === change && one.update === update && (revision === undefined || one.revision === revision);
  // A pin that was lost needs no unpinning any more.
  const isSo = change === 'unpinned' && !told.some((one) => one.type === 'pinned' && one.update === update);
  const isThere = isSo || told.some((one) => same(one) || (text !== undefined && one.text === text));
  if (result === 'ok' && !isThere && !evidence.mayBeLost(edit.return)) {
    const message = `an acknowledged change (${change} ${update ?? ''}) is not in the log`;
    return [{ invariant: 'I1', kind: 'missing', message, history: [edit] }];
  }
  if (result !== 'fail' || text === undefined || !told.some((one) => one.text === text)) return [];
  return [{ invariant: 'I1', kind: 'other', message: 'a refused change is in the log', history: [edit] }];
}

function doubledIn(briefing: string, { told, operations }: FinalLog): Violation[] {
  const published = told.filter(({ type }) => type === 'published').map(({ update = '' }) => update);
  const twice = [...repeated(published), ...repeated(operations.filter((operation) => operation !== ''))];
  return twice.map((what) => ({
    invariant: 'I2',
    kind: 'doubled',
    message: `${what} is more than once in the log of ${briefing}`,
    history: [],
  }));
}

function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
}

function phantoms(briefing: string, evidence: Evidence): Violation[] {
  const articles = evidence.of('article').filter((line) => line.briefing === briefing);
  const edits = evidence.of('edit').filter((line) => line.briefing === briefing);
  const texts = new Set([...articles.flatMap((line) => line.texts), ...edits.flatMap(({ text }) => text ?? [])]);
  const updates = new Set([
    ...articles.flatMap(({ article, texts }) => texts.map((_, at) => `${article}.${at}`)),
    ...edits.flatMap(({ update }) => update ?? []),
  ]);
  const changes = new Set(edits.map(({ change, update = '' }) => `${change} ${update}`));
  const explained = ({ type, update = '', text }: Told) => {
    if (type === 'opened') return true;
    if (text !== undefined) return texts.has(text);
    return type === 'published' || type === 'revised' ? updates.has(update) : changes.has(`${type} ${update}`);
  };
  const told = evidence.logs.get(briefing)?.told ?? [];
  return told
    .filter((one) => !explained(one))
    .map((one) => ({
      invariant: 'I3',
      kind: 'other',
      message: `nobody wrote ${JSON.stringify(one)} to ${briefing}`,
      history: [],
    }));
}
