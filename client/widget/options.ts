import type { OpenOptions } from '../index.ts';

/** What an author may ask for in attributes. `at`: the page's address may name the moment. */
export type Wishes = {
  mode: string | null;
  from: string | null;
  speed: number | null;
  maxGap: number | null;
  at: boolean;
};

/** How a reading begins by what an author has asked for and, where that is wanted, by the page's address. */
export function openOptions({ mode, from, speed, maxGap, at }: Wishes, search: string): OpenOptions {
  const asked = at ? new URLSearchParams(search).get('at') : null;
  const place = asked !== null && isMoment(asked) ? asked : (from ?? (mode === 'replay' ? 'start' : 'live'));
  return {
    from: isMoment(place) ? { at: place } : (place as Exclude<OpenOptions['from'], undefined>),
    ...(speed !== null && speed > 0 && { speed }),
    ...(maxGap !== null && maxGap >= 0 && { maxGap }),
  };
}

function isMoment(text: string): boolean {
  return /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text));
}
