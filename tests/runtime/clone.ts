import { execFile } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPO = fileURLToPath(new URL('../../', import.meta.url));
const RUN_MS = 20_000;

export type Run = { code: number; out: string; err: string; ms: number };

/** A fresh clone as far as set-up sees it, on a machine with nothing but Node, a shell, and the programs that a test puts there. */
export type Clone = {
  setUp(args?: string[], env?: Record<string, string>): Promise<Run>;
  /** Puts a shell script on the PATH; `$CLONE` is the clone's folder, `$BIN` the PATH's only one. */
  program(name: string, script: string): void;
  write(path: string, text: string): void;
  read(path: string): string;
  append(path: string, text: string): void;
  remove(): void;
};

export function freshClone(): Clone {
  const root = mkdtempSync(join(tmpdir(), 'dl-clone-'));
  const bin = join(root, 'bin');
  const clone = join(root, 'clone');
  mkdirSync(bin);
  for (const path of ['package.json', 'package-lock.json', '.npmrc', 'scripts'])
    cpSync(join(REPO, path), join(clone, path), { recursive: true });
  symlinkSync(process.execPath, join(bin, 'node'));
  for (const tool of ['sh', 'mkdir', 'ln', 'cat', 'sleep', 'chmod']) symlinkSync(whereIs(tool), join(bin, tool));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), text);
  };
  return {
    setUp: (args = [], env = {}) =>
      run([join(clone, 'scripts/setup.mjs'), ...args], { PATH: bin, CLONE: clone, BIN: bin, ...env }),
    program(name, script) {
      writeFileSync(join(bin, name), `#!${join(bin, 'sh')}\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    },
    write,
    read: (path) => readFileSync(join(clone, path), 'utf8'),
    append: (path, text) => appendFileSync(join(clone, path), text),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function whereIs(tool: string): string {
  return ['/bin', '/usr/bin'].map((folder) => join(folder, tool)).find((path) => existsSync(path)) ?? tool;
}

/** Runs a script of the repo to its end. */
export function run(args: string[], env: Record<string, string> = {}): Promise<Run> {
  const start = performance.now();
  const { promise, resolve } = Promise.withResolvers<Run>();
  execFile(process.execPath, args, { env, timeout: RUN_MS }, (error, out, err) => {
    const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 128;
    resolve({ code, out, err, ms: performance.now() - start });
  });
  return promise;
}
