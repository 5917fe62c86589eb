import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Entry } from '../../src/protocol/entries.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { entriesOf } from '../log/writer.ts';
import { Run } from './run.ts';

let site: GatewaySite;
beforeAll(async () => {
  site = await startGatewaySite();
});
afterAll(() => site.stop());

function dateline(words: string, env?: Record<string, string>): Run {
  return new Run([...words.split(' '), '--server', site.url], env);
}

function entriesIn({ stdout }: Run): Entry[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
}

test('follow prints the history, then what comes, and ends well at Ctrl-C', async () => {
  await site.open('news');
  await site.append('news', {
    type: 'published',
    update: 'a',
    content: { kind: 'paragraph', headline: 'A headline', text: 'It has begun.' },
  });
  const run = dateline('follow news');
  await run.prints('It has begun.');
  await run.remarks('(live)');
  await site.append('news', {
    type: 'revised',
    update: 'a',
    expected: 1,
    content: { kind: 'paragraph', text: 'It has not begun.' },
    correction: { note: 'it has not' },
  });
  await site.append('news', { type: 'retracted', update: 'a', reason: 'a mistake' });
  await site.append('news', { type: 'ended' });
  await run.prints('The briefing has ended');
  expect(run.stdout).toMatch(/\d\d:\d\d {2}A headline\n {7}It has begun\.\n/);
  expect(run.stdout).toMatch(/Corrected: it has not\n {7}It has not begun\./);
  expect(run.stdout).toMatch(/The update of \d\d:\d\d was withdrawn: a mistake/);
  expect(run.stdout).not.toContain('\u001b');
  run.interrupt();
  expect(await run.ends()).toBe(0);
  expect(run.stderr).toMatch(/To go on from here: --from \S+/);
});

test('follow goes on from the cursor that it left with', async () => {
  await site.open('again');
  await site.publish('again', 2);
  const first = dateline('follow again --json');
  await first.remarks('(live)');
  first.interrupt();
  await first.ends();
  const last = await site.publish('again', 2);
  const cursor = /--from (\S+)/.exec(first.stderr)?.[1];
  const second = dateline(`follow again --json --from ${cursor}`);
  await second.prints(`"seq":${last},`);
  second.interrupt();
  await second.ends();
  expect([...entriesIn(first), ...entriesIn(second)]).toEqual(await entriesOf(site.log, 'again'));
});

test('follow with the newest updates prints how they stand, as one line for machines', async () => {
  await site.open('newest');
  await site.publish('newest', 4);
  const words = dateline('follow newest --last 2');
  const lines = dateline('follow newest --last 2 --json');
  await Promise.all([words.remarks('(live)'), lines.remarks('(live)')]);
  await site.publish('newest', 1);
  await Promise.all([words.prints('Update'), lines.prints('"type":"published"')]);
  for (const run of [words, lines]) run.interrupt();
  await Promise.all([words.ends(), lines.ends()]);
  expect(words.stdout).toMatch(/^newest\n/);
  const [state] = entriesIn(lines);
  expect(state).toMatchObject({ type: 'state', reason: 'last', briefing: { updates: 4 } });
  expect(state).toHaveProperty('updates.length', 2);
});

test('replay prints every entry of a briefing that has ended, and ends well', async () => {
  await site.open('past');
  await site.publish('past', 20);
  await site.append('past', { type: 'ended' });
  const run = dateline('replay past --speed 1000 --json');
  expect(await run.ends()).toBe(0);
  expect(entriesIn(run)).toEqual(await entriesOf(site.log, 'past'));
  const words = dateline('replay past --max-gap 1');
  expect(await words.ends()).toBe(0);
  expect(words.stdout).toContain('The briefing has ended');
});

test('replay from a moment begins with how it stood then, in a pipe too', async () => {
  await site.open('middle');
  await site.publish('middle', 20);
  await site.append('middle', { type: 'ended' });
  const entries = await entriesOf(site.log, 'middle');
  const from = entries[10]!.at; // there are 22
  const words = dateline(`replay middle --from ${from} --max-gap 1`);
  const lines = dateline(`replay middle --from ${from} --max-gap 1 --json`);
  expect(await Promise.all([words.ends(), lines.ends()])).toEqual([0, 0]);
  expect(words.stdout).toMatch(/^middle\n/);
  expect(words.stdout).not.toContain('started again');
  expect(entriesIn(lines)[0]).toMatchObject({ type: 'state', reason: 'seek' });
});

test('a reader of the output that has had enough is no fault', async () => {
  await site.open('head');
  await site.publish('head', 5);
  const run = dateline('follow head');
  await run.prints('Update');
  run.child.stdout?.destroy();
  await site.publish('head', 5);
  expect(await run.ends()).toBe(0);
  expect(run.stderr).not.toContain('EPIPE');
});

test('a break in the connection is remarked, and nothing is missing after it', async () => {
  await site.open('break');
  await site.publish('break', 2);
  const run = dateline('follow break --json');
  await run.remarks('(live)');
  await site.restart();
  const last = await site.publish('break', 2);
  await run.prints(`"seq":${last},`);
  run.interrupt();
  await run.ends();
  expect(run.stderr).toContain('trying again');
  expect(entriesIn(run)).toEqual(await entriesOf(site.log, 'break'));
});

test('a text cannot reach the terminal behind the words', async () => {
  await site.open('escape');
  const text = 'before \u001b]0;owned\u0007\u001b[2Jafter \u202eturned';
  await site.append('escape', { type: 'published', update: 'a', content: { kind: 'paragraph', text } });
  const run = dateline('follow escape');
  await run.prints('turned');
  run.interrupt();
  await run.ends();
  expect(run.stdout).toContain('before ]0;owned[2Jafter turned');
});

test.each([
  ['follow nowhere', 1, /BRIEFING_UNKNOWN: .*dateline open ID/],
  ['replay nowhere', 1, /BRIEFING_UNKNOWN/],
  ['follow ../etc', 1, /BAD_REQUEST/],
  ['follow', 2, /missing required argument/],
  ['follow storm --last 0', 2, /A number from 1 to 500/],
  ['replay storm --speed fast', 2, /A number from 0.25 to 1000/],
  ['replay storm --from 2024-99-99', 2, /A time such as/],
  ['follow storm --loud', 2, /unknown option/],
  ['flollow storm', 2, /unknown command/],
])('"%s" ends with %i and says why', async (words, code, said) => {
  const run = dateline(words);
  expect(await run.ends()).toBe(code);
  expect(run.stderr).toMatch(said);
  expect(run.stdout).toBe('');
});

test('a service that is not there ends a command with 3, and it says what to do', async () => {
  const run = new Run(['follow', 'storm', '--server', 'http://127.0.0.1:9']);
  expect(await run.ends()).toBe(3);
  expect(run.stderr).toMatch(/Cannot reach http:\/\/127\.0\.0\.1:9 .*npm start/);
});

test('the service is looked for at PORT when none is named', async () => {
  const run = new Run(['follow', 'nowhere'], { PORT: String(site.port) });
  expect(await run.ends()).toBe(1);
});

test('each command says what its exit codes mean', async () => {
  for (const command of ['open', 'publish', 'follow', 'replay']) {
    const run = new Run([command, '--help']);
    expect(await run.ends()).toBe(0);
    expect(run.stdout).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 .*\n {2}3 /);
  }
});
