import { stripVTControlCharacters } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Player } from '../player.ts';
import { bar, timeText } from './bar.ts';
import { type Io, type Output, showsColour } from './io.ts';
import { KEYS_HELP, type Wish, wishesOf } from './keys.ts';
import type { StatusLine } from './reading-aloud.ts';
import { steer } from './replay-steering.ts';

type Keyboard = NodeJS.ReadableStream & { isTTY?: boolean; setRawMode(raw: boolean): unknown };
type Hear = () => void;
/** A process at a terminal: somebody looks, and can press keys. */
export type Terminal = Io & {
  stdin: Keyboard;
  on(event: 'exit' | 'SIGHUP', hear: Hear): unknown;
  off(event: 'exit' | 'SIGHUP', hear: Hear): unknown;
};

/** Between two looks at the playhead, ms: as smooth as a clock with seconds needs. */
const LOOK_MS = 200;
/** Of a window that does not say how wide it is. */
const COLUMNS = 80;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const ERASE_BELOW = '\u001b[J';

/** A dumb terminal cannot draw a line again. */
export function isTerminal(io: Io): io is Terminal {
  const stdin = 'stdin' in io ? (io.stdin as Partial<Keyboard> | undefined) : undefined;
  return io.stdout.isTTY === true && io.env.TERM !== 'dumb' && stdin?.isTTY === true;
}

/** The line below a replay's words, drawn again in place, and the keys that steer it. Until it is closed the terminal is in raw mode. */
export class ReplayLine implements StatusLine {
  readonly quit: Promise<void>;
  readonly #player: Player;
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  readonly #ask: () => void;
  /** Takes back everything that was begun. */
  readonly #undo: Hear[];
  #drawn = '';
  /** Columns that what is drawn takes. */
  #length = 0;
  #unlook = () => {};
  #closed = false;

  constructor(player: Player, terminal: Terminal, clock: Clock) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.quit = promise;
    this.#ask = resolve;
    this.#player = player;
    this.#terminal = terminal;
    this.#clock = clock;
    this.#undo = [player.subscribe(() => this.#draw()), ...this.#listen()];
    terminal.stdout.write(`${HIDE_CURSOR}(${KEYS_HELP})\n\n`);
    terminal.stdin.setRawMode(true);
    terminal.stdin.resume();
    this.#look();
  }

  above(write: () => void): void {
    this.#erase();
    write();
    this.#draw();
  }

  leapt(): string {
    const { playhead } = this.#player;
    return playhead ? `— on from ${timeText(playhead.at, true)} —\n\n` : '';
  }

  /** Gives the terminal back as it was. Does nothing the second time. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unlook();
    for (const undo of this.#undo) undo();
    this.#erase();
    const { stdin, stdout } = this.#terminal;
    stdin.setRawMode(false);
    stdin.pause(); // or the process would wait for more keys
    stdout.write(SHOW_CURSOR);
  }

  /** Whatever ends the process, the terminal is given back; `exit` is heard even after an error that nobody has caught. */
  #listen(): Hear[] {
    const terminal = this.#terminal;
    const { stdin, stdout } = terminal;
    const typed = (bytes: Uint8Array) => {
      for (const wish of wishesOf(bytes)) this.#take(wish);
    };
    const close = () => this.close();
    const resized = () => this.#redraw();
    stdin.on('data', typed);
    stdin.on('end', this.#ask);
    stdin.on('error', this.#ask); // the terminal is gone
    stdout.on('resize', resized);
    terminal.on('exit', close);
    terminal.on('SIGHUP', this.#ask);
    return [
      () => stdin.off('data', typed).off('end', this.#ask).off('error', this.#ask),
      () => stdout.off('resize', resized),
      () => terminal.off('exit', close),
      () => terminal.off('SIGHUP', this.#ask),
    ];
  }

  #take(wish: Wish): void {
    if (wish === 'quit') this.#ask();
    else if (!this.#closed) steer(this.#player, wish);
  }

  /** The playhead moves while nothing happens. */
  #look(): void {
    this.#draw();
    this.#unlook = this.#clock.after(LOOK_MS, () => this.#look());
  }

  #redraw(): void {
    this.#erase();
    this.#draw();
  }

  #draw(): void {
    if (this.#closed) return;
    const { stdout, env } = this.#terminal;
    const { status, playhead, span } = this.#player;
    const width = columnsOf(stdout) - 1; // in the last column a terminal may begin another line
    const standing = { status: status.name, at: playhead?.at, span, speed: playhead?.speed };
    const timeline = (parts: number) => this.#player.timeline(parts);
    const drawn = bar(width, { ...standing, timeline, colour: showsColour(stdout, env) });
    if (drawn === this.#drawn) return;
    this.#erase();
    stdout.write(drawn);
    this.#drawn = drawn;
    this.#length = stripVTControlCharacters(drawn).length;
  }

  /** In a window that has become narrower a line has been broken into several. */
  #erase(): void {
    if (this.#drawn === '') return;
    const { stdout } = this.#terminal;
    const above = Math.ceil(this.#length / columnsOf(stdout)) - 1;
    stdout.write(`\r${above > 0 ? `\u001b[${above}A` : ''}${ERASE_BELOW}`);
    this.#drawn = '';
  }
}

function columnsOf({ columns }: Output): number {
  return columns || COLUMNS;
}
