import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EPOCH, STORM, storm } from '../client/samples.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { Waiting } from '../kit/waiting.ts';

const DATELINE = join(import.meta.dirname, '../../src/main.ts');
const UPDATES = 30;
const BOLD = '\u001b[1m';
const LEFT = '\u001b[D';
const [HIDE_CURSOR, SHOW_CURSOR] = ['\u001b[?25l', '\u001b[?25h'];

/** That of util-linux; others have the same name and other options. */
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;
if (!hasScript) console.warn('Skipped: the terminal tests, which need the "script" of util-linux');

let site: GatewaySite;
beforeAll(async () => {
  site = await startGatewaySite();
  const log = storm(UPDATES);
  await site.log.import(STORM, {
    epoch: EPOCH,
    async *entries() {
      yield* log;
    },
  });
});
afterAll(() => site.stop());

/** A command at a terminal of its own: 80 columns, until they are others. Says with what it ended, and how the terminal is then. */
class AtTerminal {
  #printed = '';
  /** Up to here it has been waited for. */
  #seen = 0;
  #ended = false;
  readonly #child: ChildProcess;
  readonly #waiting = new Waiting();

  constructor(words: string, env: Record<string, string> = {}) {
    const told = `sh -c 'echo "process $$."; exec "$@"' sh '${process.execPath}' '${DATELINE}'`;
    const script = [
      'stty cols 80 rows 24',
      'echo "terminal $(tty)."',
      `${told} ${words} --server ${site.url}`,
      'echo "exit $?."',
      'stty -a',
    ].join('; ');
    this.#child = spawn('script', ['-qfec', script, '/dev/null'], {
      env: { ...process.env, TZ: 'UTC', TERM: 'xterm', NO_COLOR: '', SHELL: '/bin/sh', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout?.on('data', (data) => this.#changed(() => (this.#printed += data)));
    this.#child.on('close', () => this.#changed(() => (this.#ended = true)));
  }

  get printed(): string {
    return this.#printed;
  }

  /** Waits until this is printed, after what was waited for before; gives what it finds. */
  async shows(what: RegExp): Promise<RegExpExecArray> {
    const rest = () => stripVTControlCharacters(this.#printed).slice(this.#seen);
    const found = () => what.exec(rest());
    await this.#waiting.until(
      () => found() !== null || this.#ended,
      () => `${what} is not in ${JSON.stringify(rest())}`,
    );
    const match = found();
    if (!match) throw new Error(`It has ended without ${what}: ${JSON.stringify(rest())}`);
    this.#seen += match.index + match[0].length;
    return match;
  }

  async ends(): Promise<void> {
    await this.#waiting.until(
      () => this.#ended,
      () => `it has not ended: ${JSON.stringify(this.#printed)}`,
    );
  }

  types(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  /** The cursor is to be seen, and lines are read and echoed as they were. */
  isGivenBack(): void {
    expect(this.printed.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(this.printed.lastIndexOf(HIDE_CURSOR));
    expect(this.printed).toMatch(/ icanon .*.* echo /s);
  }

  #changed(change: () => void): void {
    change();
    this.#waiting.changed();
  }
}

describe.skipIf(!hasScript)('a replay at a terminal', () => {
  test('has a line that its reader sees it by, and keys that steer it', async () => {
    const run = new AtTerminal(`replay ${STORM}`);
    const [, terminal = ''] = await run.shows(/terminal (\S+)\.\r/);
    await run.shows(/▶ playing .*┃.* 06:30:00 {2}60×/);
    await run.shows(/Gust 2/);
    run.types(' ');
    await run.shows(/‖ paused/);
    run.types(LEFT);
    await run.shows(/— on from 1 Jan, 06:00 —/);
    run.types('+');
    await run.shows(/ 120×/);
    execFileSync('stty', ['-F', terminal, 'cols', '40']);
    await run.shows(/‖ 06:00:\d\d [^ ]*┃[^ ]* 06:30:00 120×/);
    run.types(' ');
    await run.shows(/▶.*Gust 1\r\n/s);
    run.types('l');
    await run.shows(new RegExp(`Gust ${UPDATES}.*● `, 's'));
    run.types('q');
    await run.ends();
  });

  test.each<[what: string, end: (run: AtTerminal, pid: number) => void]>([
    ['q', (run) => run.types('q')],
    ['Ctrl-C', (run) => run.types('\u0003')],
    ['SIGINT', (_, pid) => process.kill(pid, 'SIGINT')],
    ['SIGTERM', (_, pid) => process.kill(pid, 'SIGTERM')],
    ['SIGHUP', (_, pid) => process.kill(pid, 'SIGHUP')],
  ])('gives the terminal back after %s, and says how to go on', async (_, end) => {
    const run = new AtTerminal(`replay ${STORM}`);
    const [, pid] = await run.shows(/process (\d+)\./);
    await run.shows(/▶ playing/);
    end(run, Number(pid));
    await run.shows(/To go on from here: --from \S+\r\n.*exit 0\./s);
    await run.ends();
    run.isGivenBack();
  });

  test('gives the terminal back when the service refuses', async () => {
    const run = new AtTerminal('replay nowhere');
    await run.shows(/dateline: BRIEFING_UNKNOWN.*exit 1\./s);
    await run.ends();
    run.isGivenBack();
  });

  test.each<[what: string, words: string, env: Record<string, string>, expected: { line: boolean; colour: boolean }]>([
    ['a line in colour', '', {}, { line: true, colour: true }],
    ['a line without colour for NO_COLOR', '', { NO_COLOR: '1' }, { line: true, colour: false }],
    ['no line where it could not be drawn again', '', { TERM: 'dumb' }, { line: false, colour: false }],
    ['no line for machines', '--json', {}, { line: false, colour: false }],
    ['no line when no key can be pressed', '</dev/null', {}, { line: false, colour: true }],
  ])('has %s', async (_, words, env, expected) => {
    const run = new AtTerminal(`replay ${STORM} --max-gap 1 ${words}`, env);
    const [, pid] = await run.shows(/process (\d+)\./);
    await run.shows(new RegExp(`Gust ${UPDATES}\\b`));
    process.kill(Number(pid), 'SIGINT');
    await run.ends();
    const { printed } = run;
    expect({ line: printed.includes('┃'), colour: printed.includes(BOLD) }).toEqual(expected);
    expect(printed.includes(HIDE_CURSOR)).toBe(expected.line);
  });
});
