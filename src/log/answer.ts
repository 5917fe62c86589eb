import { Refusal } from '../protocol/codes.ts';
import type { EntryId } from '../protocol/cursor.ts';
import type { Appended, Change } from './log.ts';

/** What `append.lua` answers; its header tells what each means. */
export type Answer =
  | ['ok' | 'again', id: EntryId, epoch: string, revision: number]
  | ['exists' | 'unknown' | 'ended' | 'nosuch' | 'early']
  | ['full' | 'pins' | 'skew' | 'gone' | 'conflict' | 'superseded', number];

/** The answer as the log's interface gives it: what was appended, or a `Refusal` that says what to do. */
export function appendedOf(answer: Answer, change: Change): Appended {
  if (answer[0] === 'ok' || answer[0] === 'again') {
    const [result, id, epoch, revision] = answer;
    return { result, id, epoch, revision };
  }
  throw refusalOf(answer as Exclude<Answer, ['ok' | 'again', ...unknown[]]>, change);
}

function refusalOf([result, figure]: Exclude<Answer, ['ok' | 'again', ...unknown[]]>, change: Change): Refusal {
  switch (result) {
    case 'exists':
      return new Refusal('BRIEFING_EXISTS');
    case 'unknown':
      return new Refusal('BRIEFING_UNKNOWN');
    case 'ended':
      return new Refusal('BRIEFING_ENDED');
    case 'early':
      return new Refusal('UNAVAILABLE', 'What has to come before it is not in the log; try again soon');
    case 'full':
      return new Refusal('BRIEFING_FULL', `This log holds ${figure} entries, the most that one may; open a new one`);
    case 'pins':
      return new Refusal('PINS_FULL', `${figure} updates are pinned, the most that may be; unpin one first`);
    case 'nosuch':
      return new Refusal('UPDATE_UNKNOWN');
    case 'gone':
      return new Refusal('UPDATE_RETRACTED', undefined, { revision: figure });
    case 'conflict':
      return new Refusal('REVISION_CONFLICT', conflict(change, figure), { revision: figure });
    case 'superseded':
      return new Refusal('ARTICLE_SUPERSEDED', undefined, { version: figure });
    case 'skew':
      return new Refusal(
        'CLOCK_SKEW',
        `Redis' clock is ${figure} ms off this writer's; set the clocks, then try again`,
      );
  }
}

function conflict(change: Change, revision: number | undefined): string {
  if (change.type === 'published') return 'An update with this id is in the log already; revise it instead';
  return `The update stands at revision ${revision}; read it again and revise that`;
}
