import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestRedisOptions } from '../kit/redis.ts';

const call = promisify(execFile);
const SHIMS = join(import.meta.dirname, 'shims');
/** Small, so that it is soon full; large enough for what a run writes. */
const SIZE = '48m';

/** A small disk for Redis to write to, of which it is known what a loss of power would leave, and a clock that can be set. */
export type Disk = {
  readonly redis: TestRedisOptions;
  /** Cuts the files to what had been synced when Redis was killed. */
  losePower(): Promise<void>;
  /** Cuts so many bytes off the end of the append-only file. */
  tear(bytes: number): Promise<void>;
  /** Turns over a byte in the middle of the append-only file; what is called puts it back. */
  flip(): Promise<() => Promise<void>>;
  fill(): Promise<void>;
  free(): Promise<void>;
  /** Sets Redis' wall clock off by so many ms. */
  setClock(ms: number): Promise<void>;
  stop(): Promise<void>;
};

/** Undefined with what is missing: it takes root for the disk, and a C compiler for what is preloaded. */
export async function startDisk(appendfsync: 'always' | 'everysec'): Promise<Disk | { missing: string }> {
  const base = await mkdtemp(join(tmpdir(), 'dl-disk-'));
  const [folder, program, synced, clock] = ['disk', 'redis', 'synced', 'clock'].map((name) => join(base, name)) as [
    string,
    string,
    string,
    string,
  ];
  try {
    const shims = await Promise.all(['fsync', 'clock'].map((name) => compile(name, base)));
    await mkdir(folder);
    await call('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder]);
    await writeFile(synced, '');
    await setClock(0);
    const preload = `SYNCED=${synced} CLOCK_OFF=${clock} LD_PRELOAD=${shims.join(':')}`;
    const start = (server: string) => `#!/bin/sh\n${preload} exec ${server} "$@"\n`;
    await writeFile(program, start('redis-server'), { mode: 0o700 });
  } catch (error) {
    await rm(base, { recursive: true, force: true });
    return { missing: `a small disk and a C compiler are needed (${error instanceof Error ? error.message : error})` };
  }
  const files = join(folder, 'appendonlydir');
  const ballast = join(folder, 'ballast');

  async function setClock(ms: number): Promise<void> {
    const off = Buffer.alloc(8);
    off.writeBigInt64LE(BigInt(ms));
    const file = await open(clock, 'a+')
      .then((made) => made.close())
      .then(() => open(clock, 'r+'));
    await file.write(off, 0, 8, 0); // in place: Redis has it mapped
    await file.close();
  }

  async function newest(): Promise<string> {
    const names = (await readdir(files)).filter((name) => name.endsWith('.incr.aof'));
    const numbered = names.toSorted((a, b) => numberOf(a) - numberOf(b));
    return join(files, numbered.at(-1) ?? '');
  }

  return {
    redis: { appendfsync, settings: { dir: folder }, program: () => program },
    async losePower() {
      const lines = (await readFile(synced, 'utf8')).trim().split('\n');
      const known = new Map(lines.map((line) => line.split(' ').map(Number) as [number, number]));
      for (const name of await readdir(files)) {
        const path = join(files, name);
        const { ino, size } = await stat(path);
        if (name.endsWith('.incr.aof')) await truncate(path, Math.min(size, known.get(ino) ?? 0));
      }
    },
    async tear(bytes) {
      const path = await newest();
      await truncate(path, Math.max(0, (await stat(path)).size - bytes));
    },
    async flip() {
      const path = await newest();
      const bytes = await readFile(path);
      // The end of a line that says how long something is: a letter inside a value would be taken for another letter.
      const place = 2 + bytes.indexOf('\r\n$', Math.floor(bytes.length / 2));
      const put = async (byte: number) => {
        const file = await open(path, 'r+');
        await file.write(Buffer.from([byte]), 0, 1, place);
        await file.close();
      };
      const byte = bytes[place] ?? 0;
      await put(byte ^ 0xff);
      return () => put(byte);
    },
    async fill() {
      const file = await open(ballast, 'w');
      const piece = Buffer.alloc(65_536);
      try {
        for (;;) await file.write(piece);
      } catch {} // it is full
      await file.close();
    },
    free: () => rm(ballast, { force: true }),
    setClock,
    async stop() {
      await call('umount', ['-l', folder]);
      await rm(base, { recursive: true, force: true });
    },
  };
}

const numberOf = (name: string) => Number(/\.(\d+)\.incr/.exec(name)?.[1] ?? 0);

async function compile(name: string, folder: string): Promise<string> {
  const library = join(folder, `${name}.so`);
  await call('cc', ['-O2', '-fPIC', '-shared', '-o', library, join(SHIMS, `${name}.c`), '-ldl']);
  return library;
}
