import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addClientCommands } from '../../client/terminal/commands.ts';
import { EXITS_HELP } from '../../client/terminal/exits.ts';
import { KEYS_HELP } from '../../client/terminal/keys.ts';
import { MAX_GAP_MS } from '../../client/terminal/replay.ts';
import { addServerCommands } from '../../src/commands.ts';
import { CODES } from '../../src/protocol/codes.ts';
import { CONNECTIONS_BURST, CONNECTIONS_PER_SECOND, LOG_ENTRIES } from '../../src/protocol/limits.ts';
import { clientMessages } from '../../src/protocol/messages.ts';
import { kinds } from '../../src/protocol/update.ts';
import { DUE, QUEUE_NAME, QUEUE_PREFIX } from '../../src/queue/keys.ts';
import { SETTINGS } from '../../src/runtime/config.ts';
import { filesBelow, ROOT, read } from './tree.ts';

const protocol = read('docs/protocol.md');

test('docs/protocol.md has the codes that the code has, with their meanings', () => {
  const documented = protocol.split('\n').filter((line) => /^\| `[A-Z_]+` \|/.test(line));
  const declared = Object.entries(CODES).map(
    ([code, { status, retry, title }]) => `| \`${code}\` | ${status} | ${retry} | ${title} |`,
  );
  expect(documented).toEqual(declared);
});

test('docs/protocol.md has every message and every kind', () => {
  for (const name of [
    ...Object.keys(clientMessages),
    'batch',
    'reset',
    'playhead',
    'viewers',
    'stale',
    'failed',
    'closing',
  ])
    expect(protocol).toContain(`| \`${name}\` |`);
  for (const kind of kinds) expect(protocol).toContain(`\`${kind}\``);
});

test('docs/configuration.md has the settings that the code has', () => {
  const documented = read('docs/configuration.md')
    .split('\n')
    .filter((line) => /^\| `[A-Z_]+` \|/.test(line));
  const declared = Object.values(SETTINGS).map(
    ({ variable, fallback, help }) =>
      `| \`${variable}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${help} |`,
  );
  expect(documented).toEqual(declared);
});

test('docs/terminal.md has the keys, the exit codes and the longest silence that the code has', () => {
  const terminal = read('docs/terminal.md');
  const codes = EXITS_HELP.split('\n').filter((line) => /^ {2}\d/.test(line));
  for (const line of [KEYS_HELP, ...codes]) expect(terminal).toContain(`    ${line.trim()}\n`);
  expect(terminal).toContain(`At a terminal that is ${MAX_GAP_MS} unless said`);
});

test('docs/operations.md has commands, settings, keys, limits and journal lines that the code has', () => {
  const operations = read('docs/operations.md');
  const found = (pattern: RegExp) => [...operations.matchAll(pattern)].map(([, name = '']) => name);
  const program = new Command();
  addServerCommands(program, process);
  addClientCommands(program, process);
  const commands = program.commands.map((command) => command.name());
  expect(commands).toEqual(expect.arrayContaining(found(/`dateline ([a-z]+)/g)));
  const settings = Object.values(SETTINGS).map(({ variable }) => variable);
  expect(settings).toEqual(expect.arrayContaining(found(/\b(DATELINE_[A-Z_]+|REDIS_[A-Z_]*URL)\b/g)));
  for (const key of [`ZCOUNT ${DUE} 0`, `LLEN ${QUEUE_PREFIX}:${QUEUE_NAME}:wait`]) expect(operations).toContain(key);
  const [rate, burst, entries] = [CONNECTIONS_PER_SECOND, CONNECTIONS_BURST, LOG_ENTRIES].map((limit) =>
    limit.toLocaleString('en'),
  );
  expect(operations).toContain(`${rate} new connections a second after a burst of ${burst}`);
  expect(operations).toContain(`the longest log (${entries} entries)`);
  const lines = found(/^\| journal \| `(.+?)` \|/gm);
  const code = filesBelow('src', 'workers').map(read).join('\n');
  for (const line of lines) expect(code).toContain(line);
  expect(lines).not.toEqual([]);
});

test('links between the documents lead to files that are there', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', ...filesBelow('docs').filter((path) => path.endsWith('.md'))];
  for (const path of documents) {
    for (const [, target] of read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)) {
      const from = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
      const file = new URL(target!, `file:///${from}`).pathname.slice(1); // the group is part of every match
      expect(existsSync(join(ROOT, file)), `${path} links to ${target}`).toBe(true);
    }
  }
});
