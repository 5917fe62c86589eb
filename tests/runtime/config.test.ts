import { describe, expect, test } from 'vitest';
import { readConfig, SETTINGS } from '../../src/runtime/config.ts';

function config(env: Record<string, string>) {
  const result = readConfig(env);
  if (!result.ok) throw new Error(result.faults.join('\n'));
  return result.config;
}

function faults(env: Record<string, string>): string[] {
  const result = readConfig(env);
  return result.ok ? [] : result.faults;
}

test('an empty environment gives the documented defaults', () => {
  expect(config({})).toEqual({
    port: 8080,
    host: '127.0.0.1',
    publicUrl: undefined,
    redisUrl: undefined,
    queueUrl: undefined,
    durability: 'memory',
    replicas: 1,
    dataFolder: './data',
    editorKey: undefined,
    logLevel: 'info',
    origins: '*',
    sourcePrivate: false,
  });
});

test('an empty value counts as unset', () => {
  const empty = Object.fromEntries(Object.values(SETTINGS).map(({ variable }) => [variable, '']));
  expect(config(empty)).toEqual(config({}));
});

test('every fault is listed at once, each with its variable and what it must be', () => {
  expect(
    faults({ PORT: '80a', LOG_LEVEL: 'loud', REDIS_URL: 'http://localhost', DATELINE_ORIGINS: 'news.example' }),
  ).toEqual([
    'PORT is "80a" but must be a whole number from 0 to 65535.',
    expect.stringMatching(/^REDIS_URL must be redis:\/\//),
    expect.stringMatching(/^LOG_LEVEL is "loud" but must be one of trace, debug/),
    'DATELINE_ORIGINS is "news.example" but must be * or a comma list of origins, such as https://news.example.',
  ]);
});

test('a wrong secret is not shown', () => {
  const shown = faults({ DATELINE_EDITOR_KEY: 'hunter2', REDIS_URL: 'redis//:hunter2@host' }).join('\n');
  expect(shown).toContain('DATELINE_EDITOR_KEY must be 16 to 200');
  expect(shown).not.toContain('hunter2');
});

describe.each<[variable: string, good: string[], bad: string[]]>([
  ['PORT', ['0', '65535'], ['65536', '-1', '1e3', '80 ', '0x50']],
  ['DATELINE_DURABILITY', ['memory', 'disk', 'replica'], ['none', 'Disk']],
  ['DATELINE_REPLICAS', ['1', '9'], ['0', '10', 'all']],
  ['HOST', ['0.0.0.0', '::1', 'news.local'], ['a b', 'http://host', 'host/path']],
  [
    'REDIS_URL',
    [
      'redis://localhost',
      'redis://user:p%40ss@host:6379/2',
      'rediss://host:6380',
      'redis+sentinel://:pass@a:26379,b:26379/main',
      'redis+cluster://a:6379,b:6379',
      '/run/redis/redis.sock',
    ],
    [
      'localhost:6379',
      'redis://',
      'redis:///0',
      'redis+sentinel://',
      'redis+sentinel://a:26379,b:26379',
      'redis+sentinel://a:port/main',
      'redis+cluster://a:6379,/',
      'redis://:100%@a',
      'redis://a/db',
      'redis+other://a',
      '//a/b',
      'redis://a:port',
      'unix:///x',
    ],
  ],
  ['DATELINE_EDITOR_KEY', ['sixteen-letters!'], ['fifteen-letters', 'with a blank in the key', 'ключ-из-букв-и-чисел']],
  [
    'DATELINE_ORIGINS',
    ['*', 'https://a.example', 'http://localhost:3000, https://b.example'],
    ['a.example', 'https://a.example/path', '*,https://a.example', 'ftp://a', 'https://'],
  ],
  [
    'DATELINE_URL',
    ['https://live.example', 'http://localhost:8080/', 'http://[::1]:8080'],
    ['live.example', 'https://live.example/news', 'https://user@live.example', 'javascript:alert(1)', 'https://'],
  ],
])('%s', (variable, good, bad) => {
  test.each(good)('takes %s', (value) => {
    expect(faults({ [variable]: value })).toEqual([]);
  });
  test.each(bad)('refuses %s', (value) => {
    expect(faults({ [variable]: value })).toHaveLength(1);
  });
});

test('origins are given as browsers send them', () => {
  expect(config({ DATELINE_ORIGINS: 'https://News.Example:443/, http://localhost:3000' }).origins).toEqual([
    'https://news.example',
    'http://localhost:3000',
  ]);
});

test('the address of the service is an origin, as links begin with it', () => {
  expect(config({ DATELINE_URL: 'https://Live.Example:443/' }).publicUrl).toBe('https://live.example');
});
