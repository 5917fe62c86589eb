import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { EXITS, type Exit, Failure } from '../../client/terminal/exits.ts';
import type { Io } from '../../client/terminal/io.ts';

export type Piped = { stdout: string; stderr: string; exit: Exit };

/** Runs a command in this process, with pipes in place of a terminal; a failure is remarked as `dateline` does. */
export async function piped(command: (io: Io) => Promise<void>): Promise<Piped> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = Promise.all([text(stdout), text(stderr)]);
  const never = (): never => {
    throw new Error('the command ends the process');
  };
  let exit: Exit = EXITS.ok;
  try {
    await command({ stdout, stderr, env: {}, exit: never, on: () => {}, off: () => {} });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    exit = error.exit;
    stderr.write(`dateline: ${error.message}\n`);
  } finally {
    stdout.end();
    stderr.end();
  }
  const [printed, remarked] = await said;
  return { stdout: printed, stderr: remarked, exit };
}
