import type { Entry } from '../../src/protocol/entries.ts';
import type { State } from '../../src/protocol/fold.ts';
import type { Connection } from '../connection.ts';
import type { Following } from '../following.ts';
import type { Restart } from '../machine.ts';
import type { Player } from '../player.ts';
import type { StatusName } from '../status.ts';
import { refused, unreachable } from './exits.ts';
import { type Io, type Output, onInterruption, showsColour } from './io.ts';
import { Rendering } from './rendering.ts';

type Reading = Following | Player;
type Aloud = { connection: Connection; server: string; json: boolean; io: Io; line?: StatusLine };
/** What stays below the words while they scroll by. `quit`: the reader has had enough. */
export type StatusLine = {
  readonly quit: Promise<void>;
  /** Whatever is written to the terminal is written in here, and in whole lines. */
  above(write: () => void): void;
  /** What is printed when the reader has gone to another place. */
  leapt(): string;
  close(): void;
};

/**
 * Prints what a reading brings, as it comes, until it ends or is interrupted. Rejects with a `Failure` when the service
 * refuses, or was never reached. What waits for a slow pipe is at most the log, which the reading's state holds anyway.
 */
export async function readAloud(reading: Reading, { connection, server, json, io, line }: Aloud): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<'ended' | 'interrupted'>();
  const print = json ? jsonLines() : plainLines(io, line);
  const write = (stream: Output, text: string) => (line ? line.above(() => stream.write(text)) : stream.write(text));
  reading.on('entries', (entries) => {
    write(io.stdout, entries.map((entry) => print.entry(entry, reading.state)).join(''));
  });
  reading.on('reset', ({ reason, state }) => write(io.stdout, print.state(state, reason)));
  reading.on('status', (status) => {
    const remark = REMARKS[status.name];
    if (remark) write(io.stderr, `${remark}\n`);
    if (status.name === 'finished') resolve('ended');
    if (status.name === 'failed') reject(refused(status.fault));
  });
  connection.subscribe((status) => {
    if (status.name === 'connecting' && status.tries > 0) reject(unreachable(server, status.cause ?? 'no answer'));
  });
  const stop = onInterruption(io, () => resolve('interrupted'));
  line?.quit.then(() => resolve('interrupted'));
  try {
    const end = await promise;
    if (end === 'interrupted' && reading.cursor) write(io.stderr, `To go on from here: --from ${reading.cursor}\n`);
  } finally {
    stop();
    line?.close();
    connection.close();
  }
}

/** What is said of the reading itself, on stderr, so that it is in nobody's pipe. */
const REMARKS: Partial<Record<StatusName, string>> = {
  live: '(live)',
  stale: '(the service cannot reach its log; what is new comes later)',
  reconnecting: '(the connection is lost; trying again)',
  finished: '(the end)',
};

type Print = { entry: (entry: Entry, state: State) => string; state: (state: State, reason: Restart) => string };

function plainLines({ stdout, env }: Io, line: StatusLine | undefined): Print {
  const look = {
    colour: showsColour(stdout, env),
    get columns() {
      return stdout.columns; // a window may change
    },
  };
  const rendering = new Rendering(look);
  return {
    entry: (entry, state) => rendering.entry(entry, state),
    state: (state, reason) => {
      if (line && reason === 'seek') return line.leapt();
      const why =
        reason === 'gone' || reason === 'epoch' ? 'The log was started again. This is how it stands now.\n\n' : '';
      return why + rendering.state(state);
    },
  };
}

/** A line for each entry; where the state is set as a whole, a line of the type `state`. */
function jsonLines(): Print {
  return {
    entry: (entry) => `${JSON.stringify(entry)}\n`,
    state: ({ through, briefing, updates, pinned }, reason) =>
      `${JSON.stringify({ type: 'state', reason, through, briefing, updates: [...updates.values()], pinned })}\n`,
  };
}
