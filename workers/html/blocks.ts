import type { Content as Update } from '../../src/protocol/update.ts';
import type { Run } from './inline.ts';

export type Medium = NonNullable<Update['media']>[number];

/** Where in the page's languages a block stands. */
export type Setting = { direction?: 'ltr' | 'rtl'; language?: string };

/** What a paragraph's own markup says that it is. */
export type Role = 'kicker' | 'byline' | 'caption' | 'credit';

export type Item = { tag: 'li' | 'dt' | 'dd'; blocks: Block[] };
export type Cell = { tag: 'td' | 'th'; colspan: number; rowspan: number; blocks: Block[] };
export type Row = { isHead: boolean; cells: Cell[] };

/** What stands together in an article. Text is in the runs and nowhere else. */
export type Block = Setting &
  (
    | { type: 'paragraph'; runs: Run[]; role?: Role; media: Medium[] }
    | { type: 'preformatted'; runs: Run[] }
    | { type: 'heading'; level: number; runs: Run[] }
    | { type: 'list'; tag: 'ul' | 'ol' | 'dl'; start: number; items: Item[] }
    | { type: 'table'; caption: Run[]; rows: Row[] }
    | { type: 'quote'; blocks: Block[] }
    | { type: 'box'; blocks: Block[] }
    | { type: 'media'; media: Medium[]; caption: Run[] }
  );

export type BlockOf<Type extends Block['type']> = Extract<Block, { type: Type }>;
