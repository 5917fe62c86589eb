import { io, type Socket } from 'socket.io-client';
import { type Connection, connect, type Following } from '../../client/index.ts';
import { cursorAt, type EntryId, entryId, parseCursor, START, seqOf } from '../../src/protocol/cursor.ts';
import type { Batch } from '../../src/protocol/entries.ts';
import { EMPTY, fold, type State } from '../../src/protocol/fold.ts';
import type { Fault, Followed, Reset } from '../../src/protocol/messages.ts';
import { stateOf } from '../../src/protocol/snapshot.ts';
import { digestOf } from './digest.ts';
import { canariesIn, toldOf } from './history.ts';
import type { Recorder } from './recorder.ts';

export type Reads = { by: string; url: string; briefing: string; recorder: Recorder };
/** Somebody who reads one briefing for as long as a run lasts, and notes all that comes. */
export type Reader = {
  readonly by: string;
  readonly briefing: string;
  readonly seq: number;
  /** Goes away without a word to the service; `back` comes again, from where it was. */
  away(): void;
  back(): void;
  /** Notes what it has come to, and ends. */
  end(): void;
  /** Goes before the run is over: it owes nobody the rest. */
  leave(): void;
};

/** A message is asked again after so long without an answer, or when it was refused, ms. */
const ANSWER_MS = 3_000;
const AGAIN_MS = 250;

type Beginning = { message: 'follow' | 'replay'; from: 'start' | 'live' };

/** A reader with nothing but a stock Socket.IO client: what it notes is what came over the wire. */
export function startReader({ by, url, briefing, recorder }: Reads, { message, from }: Beginning): Reader {
  const socket: Socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 30,
    reconnectionDelayMax: 300,
    timeout: ANSWER_MS,
  });
  const note = { by, briefing };
  let cursor: string | undefined;
  let state: State = EMPTY;
  let whole = from === 'start';
  let round = 0;

  function ask(): void {
    const asked = round;
    const again = () => setTimeout(() => asked === round && socket.connected && ask(), AGAIN_MS);
    const pace = message === 'replay' ? { speed: 1_000, maxGap: 0 } : {};
    const answered = (error: Error | null, answer: Followed | { ok: false; error: Fault }) => {
      if (asked !== round) return;
      if (error) return void socket.io.engine.close(); // nobody is there: come again by another way
      if (!answer.ok) return void again();
      recorder.write({ type: 'begin', ...note, at: recorder.now(), cursor: answer.cursor });
      cursor ??= answer.cursor;
    };
    socket.timeout(ANSWER_MS).emit(message, { briefing, from: cursor ?? from, ...pace }, answered);
  }

  socket.on('connect', ask);
  socket.on('disconnect', (reason) => {
    round += 1;
    recorder.write({ type: 'lost', ...note, at: recorder.now() });
    if (reason === 'io server disconnect') socket.connect();
  });
  // The log is gone: another may come in its place.
  socket.on('failed', () => {
    round += 1;
    setTimeout(() => socket.connected && ask(), AGAIN_MS);
  });
  socket.on('batch', (batch: Batch) => {
    const { after, through, entries } = batch;
    const seen = canariesIn(JSON.stringify(entries));
    recorder.write({ type: 'batch', ...note, at: recorder.now(), after, through, entries: entries.map(toldOf), seen });
    cursor = through;
    state = fold(state, entries);
  });
  socket.on('reset', (reset: Reset) => {
    const seen = canariesIn(JSON.stringify(reset));
    recorder.write({ type: 'reset', ...note, at: recorder.now(), cursor: reset.cursor, seen });
    cursor = reset.cursor;
    state = stateOf(reset.state);
    whole = reset.state.older === 0;
  });
  function close(): void {
    socket.removeAllListeners();
    socket.close();
  }

  return {
    by,
    briefing,
    get seq() {
      return seqIn(cursor);
    },
    away: () => void socket.disconnect(),
    back: () => void socket.connect(),
    end() {
      const here = cursor && parseCursor(cursor);
      if (state.briefing && here) {
        const stands = { cursor: cursorAt(here.epoch, state.through), digest: digestOf(state), whole };
        recorder.write({ type: 'state', ...note, at: recorder.now(), ...stands });
      }
      close();
    },
    leave() {
      recorder.write({ type: 'left', ...note, at: recorder.now() });
      close();
    },
  };
}

/** A reader over the SDK: what it notes is what an application is told. */
export function startSdkReader({ by, url, briefing, recorder }: Reads): Reader {
  const connection: Connection = connect(url);
  const following: Following = connection.follow(briefing);
  const note = { by, briefing };
  let at: EntryId = START;
  let begun = false;
  let failed = false;
  const epoch = () => parseCursor(following.cursor ?? '')?.epoch ?? '';
  following.on('entries', (entries) => {
    const last = entries.at(-1);
    if (!last) return;
    if (!begun) recorder.write({ type: 'begin', ...note, at: recorder.now(), cursor: cursorAt(epoch(), START) });
    begun = true;
    const [after, through] = [cursorAt(epoch(), at), cursorAt(epoch(), entryId(last))];
    const seen = canariesIn(JSON.stringify(entries));
    recorder.write({ type: 'batch', ...note, at: recorder.now(), after, through, entries: entries.map(toldOf), seen });
    at = entryId(last);
  });
  following.on('reset', ({ state }) => {
    const seen = canariesIn(JSON.stringify([...state.updates]));
    const cursor = cursorAt(epoch(), state.through);
    recorder.write({ type: begun ? 'reset' : 'begin', ...note, at: recorder.now(), cursor, seen });
    begun = true;
    at = state.through;
  });
  following.on('status', ({ name }) => {
    if (name !== 'failed') return;
    recorder.write({ type: 'left', ...note, at: recorder.now() }); // the application has been told, for good
    failed = true;
  });
  return {
    by,
    briefing,
    get seq() {
      return seqIn(following.cursor);
    },
    away: () => {},
    back: () => {},
    end() {
      const { state, cursor } = following;
      if (cursor && !failed)
        recorder.write({ type: 'state', ...note, at: recorder.now(), cursor, digest: digestOf(state), whole: false });
      connection.close();
    },
    leave() {
      recorder.write({ type: 'left', ...note, at: recorder.now() });
      connection.close();
    },
  };
}

function seqIn(cursor: string | undefined): number {
  const place = parseCursor(cursor ?? '');
  return place ? seqOf(place.id) : 0;
}
