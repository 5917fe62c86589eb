import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { Waiting } from '../kit/waiting.ts';

const DATELINE = join(import.meta.dirname, '../../src/main.ts');

/** A command as a process of its own, its output in pipes. */
export class Run {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  code: number | null | undefined;
  readonly #waiting = new Waiting();

  constructor(words: readonly string[], env: Record<string, string> = {}, program = DATELINE) {
    const settings = { ...process.env, TZ: 'UTC', DATELINE_EDITOR_KEY: '', DATELINE_DATA: '/nowhere', ...env };
    this.child = spawn(process.execPath, [program, ...words], { env: settings, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.on('data', (data) => this.#changed(() => (this.stdout += data)));
    this.child.stderr?.on('data', (data) => this.#changed(() => (this.stderr += data)));
    this.child.on('close', (code) => this.#changed(() => (this.code = code)));
  }

  /** Waits until this is in what it has printed. */
  prints(text: string): Promise<void> {
    return this.#until(() => this.stdout.includes(text), `it has not printed ${JSON.stringify(text)}`);
  }

  remarks(text: string): Promise<void> {
    return this.#until(() => this.stderr.includes(text), `it has not remarked ${JSON.stringify(text)}`);
  }

  /** Waits for its end; gives its exit code. */
  async ends(): Promise<number | null> {
    await this.#until(() => this.code !== undefined, 'it has not ended');
    return this.code ?? null;
  }

  interrupt(): void {
    this.child.kill('SIGINT');
  }

  #until(holds: () => boolean, what: string): Promise<void> {
    const ended = () => holds() || this.code !== undefined;
    return this.#waiting
      .until(ended, () => this.#told(what))
      .then(() => {
        if (!holds()) throw new Error(this.#told(what));
      });
  }

  #told(what: string): string {
    return `${what}:\n${this.stdout}\n${this.stderr}\n(exit code ${this.code})`;
  }

  #changed(change: () => void): void {
    change();
    this.#waiting.changed();
  }
}
