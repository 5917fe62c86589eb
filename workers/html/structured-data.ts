/** What JSON-LD says of the page's article. */
export type Described = {
  headline?: string;
  authors: string[];
  publishedAt?: string;
  language?: string;
  url?: string;
};

type Thing = Readonly<Record<string, unknown>>;

/** Things nested deeper, or after more of them, are not the page's subject. */
const DEPTH = 4;
const THINGS = 200;

/** The first article that the records describe. */
export function describedArticle(records: readonly string[]): Described | undefined {
  const things = records.flatMap((record) => thingsIn(parsed(record), DEPTH)).slice(0, THINGS);
  const article = things.find(isArticle);
  return article && described(article, things);
}

function parsed(record: string): unknown {
  try {
    return JSON.parse(record.replace(/^\s*<!\[CDATA\[|\]\]>\s*$/g, ''));
  } catch {
    return undefined; // many sites write broken JSON; the page has other ways to say the same
  }
}

function thingsIn(value: unknown, depth: number): Thing[] {
  if (depth === 0) return [];
  if (Array.isArray(value)) return value.slice(0, THINGS).flatMap((item) => thingsIn(item, depth - 1));
  if (!isThing(value)) return [];
  return [value, ...thingsIn(value['@graph'], depth - 1), ...thingsIn(value.mainEntity, depth - 1)];
}

function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isArticle(thing: Thing): boolean {
  return texts(thing['@type']).some((type) => /(?:Article|BlogPosting|LiveBlogPosting|Report)$/.test(type));
}

function described(article: Thing, things: readonly Thing[]): Described {
  const headline = textOf(article.headline) ?? textOf(article.name);
  const publishedAt = textOf(article.datePublished);
  const language = textOf(article.inLanguage);
  const url = textOf(article.url) ?? addressOf(article.mainEntityOfPage);
  return {
    ...(headline && { headline }),
    authors: [article.author, article.creator].map((who) => namesOf(who, things)).find((names) => names.length) ?? [],
    ...(publishedAt && { publishedAt }),
    ...(language && { language }),
    ...(url && { url }),
  };
}

/** Names, of people described in place or, by their id, elsewhere in the records. */
function namesOf(who: unknown, things: readonly Thing[]): string[] {
  const all = Array.isArray(who) ? who.slice(0, THINGS) : [who];
  return all.flatMap((one) => {
    if (!isThing(one)) return texts(one).filter((name) => !/^https?:/.test(name));
    const reference = things.find((thing) => thing['@id'] === one['@id'] && thing.name !== undefined);
    return texts(one.name ?? (one['@id'] === undefined ? undefined : reference?.name));
  });
}

function addressOf(value: unknown): string | undefined {
  return textOf(isThing(value) ? value['@id'] : value);
}

function texts(value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((text) => typeof text === 'string').filter((text) => text.trim() !== '');
}

function textOf(value: unknown): string | undefined {
  return texts(value)[0]?.trim();
}
