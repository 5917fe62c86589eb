import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clone, freshClone } from './clone.ts';

/** An npm that notes how it was called, and installs what set-up looks for. */
const NPM = `echo "$*" >>"$CLONE/npm-calls"
mkdir -p "$CLONE/node_modules/.bin" && ln -sf "$BIN/node" "$CLONE/node_modules/.bin/node"`;
const redis = (version: string) => `echo "Redis server v=${version} sha=00000000:0"`;

let clone: Clone;

beforeEach(() => {
  clone = freshClone();
  clone.program('npm', NPM);
  clone.program('redis-server', redis('7.0.15'));
  clone.program('haproxy', 'true');
});

afterEach(() => clone.remove());

const npmCalls = () => clone.read('npm-calls').trim().split('\n');

describe('packages', () => {
  test('are installed once; after that there is nothing to do, in under 2 s', async () => {
    const first = await clone.setUp();
    expect(first).toMatchObject({ code: 0, out: '' });
    expect(first.err).toContain('setup: installing the npm packages (they have not been installed here yet)');
    const second = await clone.setUp();
    expect(second).toMatchObject({ code: 0, out: '', err: 'setup: nothing to do\n' });
    expect(second.ms).toBeLessThan(2_000);
    expect(npmCalls()).toEqual([expect.stringMatching(/^install .*--no-save/)]);
  });

  test('are installed again when the lock file has changed, not when a script has', async () => {
    await clone.setUp();
    const declared = JSON.parse(clone.read('package.json'));
    clone.write('package.json', JSON.stringify({ ...declared, scripts: {} }));
    expect((await clone.setUp(['--quiet'])).err).toBe('');
    clone.append('package-lock.json', '\n');
    expect((await clone.setUp()).err).toContain('package.json or package-lock.json has changed');
    expect(npmCalls()).toHaveLength(2);
  });

  test('are installed again after an installation that failed', async () => {
    clone.program('npm', 'exit 1');
    const failed = await clone.setUp();
    expect(failed.code).toBe(1);
    expect(failed.err).toContain('setup: cannot go on. npm install failed');
    clone.program('npm', NPM);
    expect((await clone.setUp()).code).toBe(0);
  });

  test('without npm there is a sentence that says where it comes from', async () => {
    clone.program('npm', 'exit 127');
    const bare = await clone.setUp([], { PATH: '/nonexistent' });
    expect(bare.code).toBe(1);
    expect(bare.err).toContain('setup: cannot go on. npm is not on the PATH.');
  });

  test('a Node is put in place even if npm runs no install scripts', async () => {
    clone.program('npm', 'mkdir -p "$CLONE/node_modules/.bin"');
    const { code, err } = await clone.setUp();
    expect(err).toContain('npm ran no install scripts');
    expect(code).toBe(0);
    expect((await clone.setUp()).err).toBe('setup: nothing to do\n');
  });
});

describe('two set-ups at once', () => {
  test('install once: the second waits and says so', async () => {
    clone.program('npm', `${NPM}\nsleep 1`);
    const runs = await Promise.all([clone.setUp(), clone.setUp()]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(runs.map(({ err }) => err).join('')).toMatch(/waiting for the set-up that runs as process \d+/);
    expect(npmCalls()).toHaveLength(1);
  });

  test('a lock that a killed set-up left is taken over', async () => {
    const dead = spawnSync(process.execPath, ['--version']).pid;
    clone.write('node_modules/.setup-lock/pid', String(dead));
    const { code, err } = await clone.setUp();
    expect(err).not.toContain('waiting');
    expect(code).toBe(0);
  });
});

describe('a Redis', () => {
  test.each([
    ['there is none', 'exit 127', 'neither redis-server nor valkey-server is on the PATH'],
    ['there is an old one', redis('6.0.16'), 'redis-server 6.0.16 is too old'],
  ])('when %s and none can be installed, says what to do', async (_, program, reason) => {
    clone.program('redis-server', program);
    const { code, err } = await clone.setUp();
    expect(code).toBe(1);
    expect(err).toContain(reason);
    expect(err).toMatch(
      /cannot go on\. .*Install Redis or Valkey 7 or later.*, or set REDIS_URL to one that runs\.\n$/,
    );
  });

  test('is not needed by a service that has one elsewhere, but by the tests', async () => {
    clone.program('redis-server', 'exit 127');
    const elsewhere = { REDIS_URL: 'redis://redis.example' };
    expect((await clone.setUp([], elsewhere)).code).toBe(0);
    const tests = await clone.setUp(['--tests'], elsewhere);
    expect(tests.code).toBe(1);
    expect(tests.err).not.toContain('REDIS_URL');
  });

  test('may be a Valkey', async () => {
    clone.program('redis-server', 'exit 127');
    clone.program('valkey-server', 'echo "Valkey server v=8.1.3 sha=00000000:0"');
    expect((await clone.setUp()).code).toBe(0);
  });

  test('comes from Homebrew where that is what there is', async () => {
    clone.program('redis-server', 'exit 127');
    clone.program(
      'brew',
      `[ "$1" = install ] || exit 0
printf '#!%s/sh\\necho Valkey server v=8.1.3\\n' "$BIN" >"$BIN/valkey-server" && chmod +x "$BIN/valkey-server"`,
    );
    const { code, err } = await clone.setUp();
    expect(err).toContain('installing a Redis (neither redis-server nor valkey-server is on the PATH)');
    expect(code).toBe(0);
  });
});

describe('a Chromium', () => {
  test('is there for the tests alone, and only looked for where one is on the PATH', async () => {
    clone.program('google-chrome', '');
    expect((await clone.setUp(['--tests'])).err).not.toContain('Chromium');
    expect((await clone.setUp(['--tests'])).err).toBe('setup: nothing to do\n');
  });

  test('that cannot be had skips tests, and says so; in CI nothing is skipped', async () => {
    expect((await clone.setUp()).err).not.toContain('Chromium');
    const here = await clone.setUp(['--tests']);
    expect(here.err).toMatch(/the tests in a browser will be skipped\. Install Chromium or Chrome, so that chromium, /);
    expect(here.code).toBe(0);
    const inCi = await clone.setUp(['--tests'], { CI: '1' });
    expect(inCi.err).toMatch(/cannot go on\. Nothing here could install a Chromium \(no apt-get, no Homebrew\)\./);
    expect(inCi.code).toBe(1);
  });

  test('comes from Homebrew where that is what there is', async () => {
    clone.program(
      'brew',
      `[ "$1" = install ] || exit 0
printf '#!%s/sh\\n' "$BIN" >"$BIN/$2" && chmod +x "$BIN/$2"`,
    );
    const { code, err } = await clone.setUp(['--tests']);
    expect(err).toContain('installing Chromium (there is none on the PATH, and tests use one)');
    expect(err).not.toContain('skipped');
    expect(code).toBe(0);
  });
});

describe('what browsers load', () => {
  beforeEach(() => {
    clone.write('client/vite.config.ts', '');
    clone.write('src/protocol/fold.ts', '1');
    clone.write('node_modules/vite/bin/vite.js', build);
  });
  const build = `const { appendFileSync, mkdirSync } = require('node:fs');
mkdirSync('dist/client', { recursive: true }); appendFileSync('dist/builds', process.argv.slice(2).join(' ') + '\\n');`;
  const builds = () => clone.read('dist/builds').trim().split('\n');

  test('is built once, and again when the client or the protocol has changed', async () => {
    await clone.setUp();
    await clone.setUp();
    expect(builds()).toEqual([expect.stringContaining('build --config client/vite.config.ts')]);
    clone.write('src/protocol/fold.ts', '2');
    expect((await clone.setUp()).err).toContain('building what browsers load (its sources have changed)');
    clone.write('client/new.ts', '');
    await clone.setUp();
    expect(builds()).toHaveLength(3);
  });

  test('a build that fails is no reason to serve the old one', async () => {
    clone.write('node_modules/vite/bin/vite.js', 'process.exit(1)');
    const { code, err } = await clone.setUp();
    expect(code).toBe(1);
    expect(err).toContain('cannot go on. vite build failed');
  });
});
