/** The keys by which a feed is walked through (ARIA, feed pattern): page by page between its articles, and out of it at either end. */
export function walk(event: KeyboardEvent, outside: { before: HTMLElement | null; after: HTMLElement | null }): void {
  const { target, key, ctrlKey, metaKey } = event;
  const article = target instanceof Element ? target.closest<HTMLElement>('article') : null;
  if (!article) return;
  const goal = ctrlKey || metaKey ? endOf(key, outside) : neighbourOf(article, key);
  if (!goal) return;
  event.preventDefault();
  goal.focus();
  goal.scrollIntoView({ block: 'nearest' });
}

function neighbourOf(article: HTMLElement, key: string) {
  if (key === 'PageDown') return article.nextElementSibling as HTMLElement | null; // all are articles
  if (key === 'PageUp') return article.previousElementSibling as HTMLElement | null;
  return null;
}

function endOf(key: string, { before, after }: { before: HTMLElement | null; after: HTMLElement | null }) {
  if (key === 'Home') return before;
  if (key === 'End') return after;
  return null;
}
