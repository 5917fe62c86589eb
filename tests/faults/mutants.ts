import type { Invariant } from './checker.ts';

type Change = { file: string; from: string; to: string };

/** A service with a mistake in it, the faults under which it shows, and one of what is then broken; [] when it is only a row's own promise. */
export type Mutant = {
  mistake: string;
  changes: readonly Change[];
  rows: readonly string[];
  breaks: readonly Invariant[];
};

export const mutants: readonly Mutant[] = [
  {
    mistake: 'a gateway takes what it hears without a look at what comes before it',
    changes: [{ file: 'src/gateway/source.ts', from: 'if (hint.previous === feed.head) return', to: 'return' }],
    rows: ['H1', 'F33'],
    breaks: [], // a feed with a hole ends its process
  },
  {
    mistake: 'check and append take two round trips',
    changes: [
      {
        file: 'src/log/append.lua',
        from: "if before then return {'again', before, epoch, math.abs(revision)} end",
        to: '',
      },
      {
        file: 'src/log/append.lua',
        from: "if type == 'published' and revision > 0 then return {'conflict', revision} end",
        to: '',
      },
      {
        file: 'src/log/redis-log.ts',
        from: "const frees = change.type === 'retracted'",
        to: `const before = await redis.hget(keys.index, \`op:\${operation}\`);
    const epoch = (await redis.hget(keys.meta, 'epoch')) ?? '';
    if (before) return { result: 'again', id: before as EntryId, epoch, revision: 1 };
    const frees = change.type === 'retracted'`,
      },
    ],
    rows: ['F17', 'W1'],
    breaks: ['I2'],
  },
  {
    mistake: 'nobody looks at the head each second',
    changes: [{ file: 'src/gateway/shelf.ts', from: 'this.source.look().catch(() => {});', to: '' }],
    rows: ['H1'],
    breaks: [],
  },
  {
    mistake: 'a position is moved on before the page has been sent',
    changes: [
      {
        file: 'src/gateway/session.ts',
        from: 'return { next: { ...session, at: page.through }, effects: [sent] };',
        to: 'return { next: { ...session, at: feed.head }, effects: [sent] };',
      },
    ],
    rows: ['F25'],
    breaks: ['I5'],
  },
  {
    mistake: 'readers of a log that is gone are not told',
    changes: [
      {
        file: 'src/gateway/shelf.ts',
        from: 'for (const reader of [...this.readers])\n          reader.replace(',
        to: 'for (const reader of [] as Reader[])\n          reader.replace(',
      },
    ],
    rows: ['Q2'],
    breaks: ['I5', 'I11'],
  },
  {
    mistake: 'a gateway keeps the texts of what is retracted',
    changes: [{ file: 'src/gateway/feed.ts', from: "if (entry.type === 'retracted') this.#blank(entry.id);", to: '' }],
    rows: ['F32'],
    breaks: ['I8'],
  },
  {
    mistake: 'an article is acknowledged before it is stored',
    changes: [
      {
        file: 'src/queue/redis-articles.ts',
        from: 'accept: (...call) => reaching(accept(...call)),',
        to: `accept: async (...call) => {
      accept(...call).catch(() => {});
      return { result: 'new', job: { ...call[0], version: 1 }, edition: 1 };
    },`,
      },
    ],
    rows: ['F15'],
    breaks: ['I1'],
  },
  {
    mistake: 'a text is taken from its article before it is in the log',
    changes: [
      {
        file: 'workers/publishing.ts',
        from: "if (turn?.type === 'published') {",
        to: "if (turn?.type === 'published') {\n      await articles.take(job, at, stalls);",
      },
    ],
    rows: ['F2', 'F2', 'F2', 'F2'],
    breaks: ['I1'],
  },
  {
    mistake: 'what the queue has lost is left alone',
    changes: [
      {
        file: 'src/queue/article-queue.ts',
        from: "case 'unknown':\n      case 'completed':\n        await putAfresh(job);\n        return { job: 'again' };",
        to: '',
      },
    ],
    rows: ['Q1'],
    breaks: ['I1', 'I10'],
  },
  {
    mistake: 'a gateway gives readers the first feed that it has',
    changes: [
      {
        file: 'src/gateway/feeds.ts',
        from: "held(briefing: string, only?: 'key'): Feed {\n    const shelf = this.#shelves.get(briefing);",
        to: "held(_briefing: string, only?: 'key'): Feed {\n    const shelf = [...this.#shelves.values()][0];",
      },
    ],
    rows: ['F33'],
    breaks: ['I9'],
  },
];
