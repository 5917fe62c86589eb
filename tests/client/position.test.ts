import { describe, expect, test } from 'vitest';
import { advance, begin, type Position, reaches, resume } from '../../client/position.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { batch, cursor, followed, LOG, snapshot } from './samples.ts';

function at(position: Position | undefined): Position {
  if (!position) throw new Error('The batch did not fit');
  return position;
}

describe('a position', () => {
  test('that begins at the start folds the log', () => {
    const position = at(advance(at(advance(begin(followed(0, 6)), batch(0, 2))), batch(2, 6)));
    expect(position).toEqual({ cursor: cursor(6), state: fold(EMPTY, LOG) });
  });

  test('refuses a batch that begins before or after it', () => {
    const position = at(advance(begin(followed(0, 6)), batch(0, 3)));
    expect(advance(position, batch(4, 5))).toBeUndefined();
    expect(advance(position, batch(2, 5))).toBeUndefined();
    expect(advance(position, { ...batch(3, 4), after: cursor(3, 'zzzz9999') })).toBeUndefined();
  });

  test('moves by what was seen, even when no entry is in it, and leaves the state as it is', () => {
    const before = begin(followed(2, 6));
    const position = at(advance(before, { ...batch(2, 4), entries: [] }));
    expect(position.cursor).toBe(cursor(4));
    expect(position.state).toBe(before.state);
  });

  test.each([
    4, 6,
  ])('that begins in the middle knows the briefing when it is at the head, in batches of up to %i', (most) => {
    const head = 4;
    let position = begin(followed(2, head));
    for (let seq = 2; seq < 6; seq = Math.min(seq + most, 6)) {
      expect(position.state.briefing).toEqual(seq >= head ? fold(EMPTY, LOG.slice(0, seq)).briefing : undefined);
      position = at(advance(position, batch(seq, Math.min(seq + most, 6))));
    }
    expect(position.state.briefing).toEqual(fold(EMPTY, LOG).briefing);
    expect([...position.state.updates.keys()]).toEqual(['u2', 'u3', 'u4', 'u5']);
  });

  test('that begins at the head knows the briefing at once', () => {
    expect(begin(followed(6, 6)).state.briefing).toEqual(snapshot(6).briefing);
  });

  test('takes a state for its own', () => {
    const position = begin({ ...followed(6, 6), state: snapshot(6) });
    expect(position).toEqual({ cursor: cursor(6), state: fold(EMPTY, LOG) });
  });

  test('stays as it is when a gateway answers from elsewhere, unless that is the start of a log', () => {
    const kept = begin(followed(2, 6));
    expect(resume(kept, followed(2, 6))).toBe(kept);
    expect(resume(kept, { ...followed(4, 4), cursor: cursor(4, 'zzzz9999') })).toBe(kept);
    expect(resume(kept, followed(0, 4))).toEqual(begin(followed(0, 4)));
  });

  test('reaches a head that it stands at or beyond', () => {
    expect([3, 4, 5].map((seq) => reaches(begin(followed(seq, 6)), cursor(4)))).toEqual([false, true, true]);
  });
});
