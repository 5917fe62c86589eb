import type { Playhead } from '../index.ts';

/** What an address names an update by. */
const ANCHOR = /^#update-([A-Za-z0-9][\w.-]*)$/;

/** The update that the page's address leads to. */
export function linkedUpdate(hash: string): string | undefined {
  return ANCHOR.exec(hash)?.[1];
}

/** The page's address leads to an update from now on; where a page may not have one of its own (`srcdoc`), it stays as it is. */
export function linkTo(hash: string): void {
  try {
    history.pushState(history.state, '', `${location.pathname}${location.search}${hash}`);
  } catch {} // a frame without an address
}

/** The page's address names the moment of a replay, and none while it is live. */
export function linkToMoment({ at, state }: Playhead): void {
  const search = new URLSearchParams(location.search);
  if (state === 'playing' || state === 'paused') search.set('at', at);
  else search.delete('at');
  const query = search.size > 0 ? `?${search}` : '';
  try {
    history.replaceState(history.state, '', `${location.pathname}${query}${location.hash}`);
  } catch {} // as above, or too often for this browser
}

/** The page's title with how many updates wait before it. */
export function titleWith(count: number, title: string): string {
  const bare = title.replace(/^\(\d+\) /, '');
  return count > 0 ? `(${count}) ${bare}` : bare;
}
