import { type EntryId, START, seqOf } from '../src/protocol/cursor.ts';
import { createPlayback, type PlaybackEvent, stepPlayback } from '../src/protocol/playback.ts';
import type { Tape } from '../src/protocol/tape.ts';

/** A whole log, all of it loaded. */
export function tapeOf(moments: readonly number[]): Tape {
  const ids = moments.map((moment, at): EntryId => `${moment}-${at + 1}`);
  return {
    head: ids.at(-1) ?? START,
    ended: false,
    next: (id) => ids[seqOf(id)],
    lastAt: (moment) => ids[moments.findLastIndex((one) => one <= moment)] ?? START,
  };
}

/** Plays a tape as a client does, on timers of this process; resolves at its head. */
export function play(tape: Tape, speed: number, took: (after: number, through: number) => void): Promise<void> {
  return new Promise((resolve) => {
    let playback = createPlayback({ speed });
    let at: EntryId = START;
    let timer: NodeJS.Timeout;
    const take = (event: PlaybackEvent) => {
      const { next, effects } = stepPlayback(playback, event, { tape, now: performance.now(), at });
      playback = next;
      for (const effect of effects) {
        if (effect.type === 'wake') {
          clearTimeout(timer);
          timer = setTimeout(() => take({ type: 'tick' }), Math.max(0, Math.ceil(effect.at - performance.now())));
        }
        if (effect.type === 'deliver') {
          took(seqOf(at), seqOf(effect.through));
          at = effect.through;
        }
        if (effect.type === 'join') resolve();
      }
    };
    take({ type: 'begin', moment: 0 });
  });
}
