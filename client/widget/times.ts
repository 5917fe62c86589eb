const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** What is older is told by its date alone. */
const RELATIVE_UP_TO = 7 * DAY;
/** The zones of the world differ by multiples of it, so that a day begins at one wherever the reader is, and whenever clocks change. */
const QUARTER = 15 * MINUTE;

const UNITS = [
  { unit: 'day', length: DAY },
  { unit: 'hour', length: HOUR },
  { unit: 'minute', length: MINUTE },
] as const;

/** Moments as readers read them. All are ms since 1970; `now` is the reader's. */
export type Times = {
  /** `14:05`, with its day unless that is today, and its year unless that is this one. */
  clock(at: number, now: number): string;
  /** Day, time and zone, for who wants to know exactly. */
  full(at: number): string;
  /** `now`, `2 min ago`, `in 3 hr`; undefined for what is more than a week away. */
  relative(at: number, now: number): string | undefined;
  /** `12 min`, `3 hr 5 min`: the two largest units of a length of time. */
  length(ms: number): string;
};

/** In a language and in the reader's own time zone, or in a given one (IANA); a name that is none is not taken. */
export function timesIn(language: string, zone?: string): Times {
  const timeZone = zone !== undefined && isZone(zone) ? zone : undefined;
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { ...options, ...(timeZone !== undefined && { timeZone }) });
  const today = format({ timeStyle: 'short' });
  const hour = today.resolvedOptions().hour12 ? 'numeric' : '2-digit'; // as `timeStyle` has it, which goes with no day
  const date = { day: 'numeric', month: 'short', hour, minute: '2-digit' } as const;
  const [thisYear, ever] = [format(date), format({ ...date, year: 'numeric' })];
  const exact = format({ dateStyle: 'full', timeStyle: 'long' });
  const days = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...(timeZone !== undefined && { timeZone }) });
  const ago = new Intl.RelativeTimeFormat(language, { style: 'short' });
  const justNow = new Intl.RelativeTimeFormat(language, { style: 'short', numeric: 'auto' }).format(0, 'second');
  const units = new Map(['second', 'minute', 'hour', 'day'].map((unit) => [unit, unitIn(language, unit)]));
  const counted = (count: number, unit: string) => units.get(unit)!.format(count); // all that are asked for are there
  return {
    clock(at, now) {
      const [day, thisDay] = [days.format(at), days.format(now)];
      if (day === thisDay) return today.format(at);
      return (day.slice(0, 4) === thisDay.slice(0, 4) ? thisYear : ever).format(at);
    },
    full: (at) => exact.format(at),
    relative(at, now) {
      const step = stepOf(at, now);
      if (step === 'far') return undefined;
      if (step === 'now') return justNow;
      return ago.format(Math.sign(at - now) * step.count, step.unit);
    },
    length(ms) {
      if (ms < MINUTE) return counted(Math.max(0, Math.floor(ms / SECOND)), 'second');
      let rest = ms;
      const parts = UNITS.map(({ unit, length }) => {
        const count = Math.floor(rest / length);
        rest -= count * length;
        return count > 0 ? counted(count, unit) : undefined;
      });
      return parts
        .filter((part) => part !== undefined)
        .slice(0, 2)
        .join(' ');
    },
  };
}

/** Up to when what `Times` says of a moment stays as it is: what shows times needs one timer, for the earliest of these. */
export function changesAt(at: number, now: number): number {
  const anotherDay = (Math.floor(now / QUARTER) + 1) * QUARTER;
  return Math.min(anotherDay, relativeChangesAt(at, now));
}

function relativeChangesAt(at: number, now: number): number {
  const step = stepOf(at, now);
  if (step === 'far') return at > now ? at - RELATIVE_UP_TO + 1 : Number.POSITIVE_INFINITY;
  if (step === 'now') return at + MINUTE;
  return at > now ? at - step.count * step.length + 1 : at + (step.count + 1) * step.length;
}

type Step = 'now' | 'far' | { count: number; unit: 'minute' | 'hour' | 'day'; length: number };

function stepOf(at: number, now: number): Step {
  const distance = Math.abs(now - at);
  if (distance >= RELATIVE_UP_TO) return 'far';
  const found = UNITS.find(({ length }) => distance >= length);
  return found ? { ...found, count: Math.floor(distance / found.length) } : 'now';
}

function unitIn(language: string, unit: string): Intl.NumberFormat {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' });
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
