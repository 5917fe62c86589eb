import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/**
 * The shell waits at a pipe that we hold. It reads the pipe's end when we let go, or when we are killed in whatever way:
 * then it ends the program, which is its own unreaped child, so that the number cannot belong to another process by now.
 */
const HOLD = `
"$@" </dev/null 3>&- &
echo "$!" >&3
exec 3>&- >/dev/null 2>&1
read -r _
kill -TERM "$!" 2>/dev/null
wait "$!"
`;

/** A program that ends with us, even when we are killed. */
export type HeldProcess = {
  readonly pid: number;
  /** Its exit status, 128 and more for a signal, as shells count; undefined when nobody can tell. */
  readonly ended: Promise<number | undefined>;
  readonly hasEnded: boolean;
  signal(signal: NodeJS.Signals): void;
  /** Asks it to end (SIGTERM), kills it after `limitMs`, and waits for its end. */
  release(limitMs: number): Promise<void>;
};

/** Starts the program in a session of its own: a Ctrl-C in our terminal is ours to pass on, in our order. */
export async function hold(command: string, args: string[], onLine: (line: string) => void): Promise<HeldProcess> {
  const shell = spawn('/bin/sh', ['-c', HOLD, 'hold', command, ...args], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  shell.stdin.on('error', () => {}); // the shell may be gone before we let go of its pipe
  for (const output of [shell.stdout, shell.stderr]) createInterface({ input: output }).on('line', onLine);
  let [pid, alive] = [0, true];
  const signal = (name: NodeJS.Signals) => {
    try {
      if (alive) process.kill(pid, name);
    } catch {} // it has ended, and we are about to hear of it
  };
  const ended = programEnd(shell, () => signal('SIGTERM')).finally(() => {
    alive = false;
  });
  ended.catch(() => {}); // then there is no shell, which the next line says as well
  pid = await announcedPid(shell);
  return {
    pid,
    ended,
    get hasEnded() {
      return !alive;
    },
    signal,
    async release(limitMs) {
      shell.stdin.end();
      const timer = setTimeout(() => signal('SIGKILL'), limitMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

type Shell = ChildProcessByStdio<Writable, Readable, Readable>;

/** Its number, once it has one. Until then nobody can signal it, nor needs to: we hold the shell's pipe. */
async function announcedPid(shell: Shell): Promise<number> {
  const channel = shell.stdio[3] as Readable; // 'pipe' above
  const [line] = await Promise.race([once(channel, 'data'), once(shell, 'close')]); // rejects when there is no /bin/sh
  channel.resume();
  const pid = Number.parseInt(String(line), 10);
  if (!(pid > 1)) throw new Error('The shell could not start a process.');
  return pid;
}

/**
 * The end of the program's output is its end; then the shell may take its status and go. When the shell was killed,
 * nothing watches over the program any more, so it is ended too.
 */
async function programEnd(shell: Shell, end: () => void): Promise<number | undefined> {
  shell.stdout.once('close', () => shell.stdin.end());
  shell.once('exit', (_, killedBy) => {
    if (killedBy !== null && !shell.stdout.closed) end();
  });
  const [status] = await once(shell, 'close');
  return status ?? undefined;
}
