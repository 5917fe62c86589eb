import { styleText } from 'node:util';
import type { StatusName } from '../status.ts';
import type { Timeline } from '../timeline.ts';

/** A replay as its bar shows it. Times are moments of the log, ISO 8601; what is not known yet is undefined. */
export type Standing = {
  status: StatusName;
  at: string | undefined;
  span: { startsAt: string; endsAt: string } | undefined;
  speed: number | undefined;
  timeline(parts: number): Pick<Timeline, 'duration' | 'played' | 'whole' | 'buckets'> | undefined;
  colour: boolean;
};

/** So short that a strip of updates says nothing. */
const SHORTEST_STRIP = 10;
const PLAYHEAD = '┃';
const HEIGHTS = '▁▂▃▄▅▆▇█';
const DAY_MS = 86_400_000;

/** One line of at most so many columns: what the replay does, where it is, how many updates there are when, its end and its speed. */
export function bar(width: number, standing: Standing): string {
  const [sign, word] = STATES[standing.status];
  const { at, span, speed } = standing;
  const isLong = span !== undefined && Date.parse(span.endsAt) - Date.parse(span.startsAt) >= DAY_MS;
  const now = at === undefined ? '' : timeText(at, isLong);
  const end = span === undefined ? '' : timeText(span.endsAt, isLong);
  const pace = speed === undefined ? '' : `${Math.round(speed * 100) / 100}×`;
  // The first for which there is room: what matters least goes first.
  const layouts: Layout[] = [
    { left: `${sign} ${word}  ${now}`, right: `${end}  ${pace}` },
    { left: `${sign} ${now}`, right: `${end} ${pace}` },
    { left: `${sign} ${now}`, right: pace },
  ];
  const roomy = layouts.find((layout) => roomIn(layout, width) >= SHORTEST_STRIP);
  const drawn = roomy && strip(roomIn(roomy, width), standing);
  if (roomy && drawn) return [roomy.left, drawn, roomy.right].join(' ');
  return [`${sign} ${word}`, now, pace]
    .filter((part) => part !== '')
    .join('  ')
    .slice(0, Math.max(0, width));
}

/** The time of a moment of the log, with its day where the day is not plain. */
export function timeText(at: string, withDay = false): string {
  return (withDay ? DAY_AND_CLOCK : CLOCK).format(new Date(at));
}

type Layout = { left: string; right: string };

function roomIn({ left, right }: Layout, width: number): number {
  return width - left.length - right.length - 2;
}

/** Heights are parts of the highest; a dot is no update, a blank that it is not known. */
function strip(parts: number, { timeline, colour }: Standing): string | undefined {
  const line = timeline(parts);
  if (!line) return undefined;
  const { duration, played, whole, buckets } = line;
  const most = Math.max(...buckets.map(({ updates }) => updates));
  const cells = buckets.map(({ updates }) =>
    updates === 0 ? (whole ? '·' : ' ') : (HEIGHTS[Math.ceil((updates * HEIGHTS.length) / most) - 1] ?? ''),
  );
  const here = duration === 0 ? parts - 1 : Math.min(parts - 1, Math.floor((played * parts) / duration));
  const [before, after] = [cells.slice(0, here).join(''), cells.slice(here + 1).join('')];
  if (!colour) return before + PLAYHEAD + after;
  const styled = (style: 'cyan' | 'bold' | 'dim', text: string) => styleText(style, text, { validateStream: false });
  return styled('cyan', before) + styled('bold', PLAYHEAD) + styled('dim', after);
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', hourCycle: 'h23' });
const DAY_AND_CLOCK = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** A sign and a word for each: the sign alone when there is little room. */
const STATES: Record<StatusName, readonly [sign: string, word: string]> = {
  connecting: ['…', 'connecting'],
  loading: ['…', 'loading'],
  catchingUp: ['…', 'catching up'],
  reconnecting: ['…', 'reconnecting'],
  replaying: ['▶', 'playing'],
  paused: ['‖', 'paused'],
  live: ['●', 'live'],
  stale: ['▲', 'out of date'],
  finished: ['■', 'the end'],
  failed: ['■', 'failed'],
  closed: ['■', 'closed'],
};
