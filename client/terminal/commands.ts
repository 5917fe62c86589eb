import { type Command, InvalidArgumentError } from 'commander';
import type { Cursor } from '../../src/protocol/cursor.ts';
import { PACE_MS, SPEED_MAX, SPEED_MIN, STATE_UPDATES } from '../../src/protocol/limits.ts';
import type { ReplayOptions } from '../connection.ts';
import { EXITS, EXITS_HELP, Failure } from './exits.ts';
import { exportLog } from './export.ts';
import { type FollowCommand, follow } from './follow.ts';
import { importLog } from './import.ts';
import type { Io } from './io.ts';
import { KEYS_HELP } from './keys.ts';
import { type OpenCommand, open } from './open.ts';
import { type PublishCommand, publish } from './publish.ts';
import { MAX_GAP_MS, type ReplayCommand, replay } from './replay.ts';
import { editorKey, Service } from './service.ts';

/**
 * Adds `open`, `publish`, `follow`, `replay`, `export` and `import`, and the option `--server` that they share. `process` will
 * do as `io`. Wrong use of any command that is added later, too, ends with the code for it.
 */
export function addClientCommands(program: Command, io: Io): void {
  quietWhenNobodyReads(io);
  program.exitOverride(({ exitCode }) => io.exit(exitCode === 0 ? EXITS.ok : EXITS.usage));
  program.option('--server <url>', 'where the service is', address, `http://127.0.0.1:${io.env.PORT || 8080}`);
  const server = () => program.opts<{ server: string }>().server;
  const service = async () => new Service(server(), await editorKey(io.env));
  const done = (work: Promise<void>) => concluded(work, io);

  command(program, 'open <id>', 'open a briefing')
    .requiredOption('--title <title>', 'what it is called')
    .option('--language <tag>', 'its language, such as en or pt-BR')
    .option('--summary <text>', 'what it is about')
    .option('--starts-at <time>', 'when it will begin, such as 2030-01-31T09:00:00Z')
    .action((id: string, options: OpenCommand) => done(service().then((to) => open(id, options, to, io))));

  command(program, 'publish <file>', 'publish an article (.txt or .html) as the updates of a briefing')
    .option('--briefing <id>', 'the briefing; without it one is opened')
    .option('--title <title>', "the article's title, and that of a briefing that is opened")
    .option('--pace <ms>', 'the time from one segment to the next', number(0, PACE_MS))
    .option('--url <url>', 'where the article stands')
    .action((file: string, options: PublishCommand) => done(service().then((to) => publish(file, options, to, io))));

  command(program, 'follow <id>', 'print a briefing as it comes')
    .option('--from <place>', 'start, live, or the cursor of an earlier follow', 'start')
    .option('--last <n>', 'begin with the newest n updates', number(1, STATE_UPDATES))
    .option('--json', 'one entry on each line')
    .action((id: string, options: Omit<FollowCommand, 'server'>) =>
      done(follow(id, { ...options, server: server() }, io)),
    );

  command(program, 'replay <id>', 'print a briefing at the pace of its own clock')
    .option('--speed <times>', 'times its own pace', number(SPEED_MIN, SPEED_MAX), 60)
    .option('--max-gap <ms>', `the longest that a silence takes (at a terminal: ${MAX_GAP_MS})`, number(0, 86_400_000))
    .option('--from <place>', 'start, a cursor, or a time such as 2030-01-31T09:00:00Z', place)
    .option('--json', 'one entry on each line')
    .addHelpText('after', `\nKeys, at a terminal:\n  ${KEYS_HELP}`)
    .action((id: string, options: Omit<ReplayCommand, 'server'>) =>
      done(replay(id, { ...options, server: server() }, io)),
    );

  command(program, 'export <id>', 'print the log of a briefing, as a file that can be imported').action((id: string) =>
    done(service().then((to) => exportLog(id, to, io))),
  );

  command(
    program,
    'import <file>',
    'put a briefing in place as it was exported: times, corrections, retractions',
  ).action((file: string) => done(service().then((to) => importLog(file, to, io, Date.now))));
}

function command(program: Command, name: string, does: string): Command {
  return program.command(name).description(does).addHelpText('after', EXITS_HELP);
}

/** The process ends by itself when nothing is left to do: output that is still on its way is not lost. */
async function concluded(work: Promise<void>, io: Io): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    io.stderr.write(`dateline: ${error.message}\n`);
    io.exitCode = error.exit;
  }
}

/** `dateline follow storm | head`: the reader of the output has had enough, which is no fault. */
function quietWhenNobodyReads(io: Io): void {
  io.stdout.on('error', (error: Error) => {
    if ('code' in error && error.code === 'EPIPE') io.exit(EXITS.ok);
    throw error;
  });
}

function number(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`A number from ${least} to ${most}, please.`);
  };
}

/** A moment begins with a year; a cursor never does. */
function place(text: string): NonNullable<ReplayOptions['from']> {
  if (!/^\d{4}-\d\d/.test(text)) return text as Cursor | 'start';
  if (!Number.isNaN(Date.parse(text))) return { at: text };
  throw new InvalidArgumentError('A time such as 2030-01-31T09:00:00Z, please.');
}

function address(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new InvalidArgumentError('An address such as http://127.0.0.1:8080, please.');
}
