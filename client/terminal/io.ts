/** What a command has of its process. `process` itself will do. */
export type Io = {
  stdout: Output;
  stderr: Output;
  env: Readonly<Record<string, string | undefined>>;
  /** The code with which the process ends when nothing is left to be done. */
  exitCode?: number | string | null | undefined;
  /** Ends the process. */
  exit(code: number): never;
  on(event: Interruption, hear: () => void): unknown;
  off(event: Interruption, hear: () => void): unknown;
};

export type Output = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

export type Interruption = 'SIGINT' | 'SIGTERM';

/** Calls back at Ctrl-C or when the process is asked to end; the result takes that back. */
export function onInterruption(io: Io, hear: () => void): () => void {
  io.on('SIGINT', hear);
  io.on('SIGTERM', hear);
  return () => {
    io.off('SIGINT', hear);
    io.off('SIGTERM', hear);
  };
}

/** Whether a stream shows colours: a terminal, and nobody said no (no-color.org). */
export function showsColour(stream: Output, env: Io['env']): boolean {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}
