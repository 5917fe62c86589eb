import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Connection, connect, type Player } from '../../client/index.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { entriesOf } from '../log/writer.ts';
import { Witness } from './witness.ts';

let site: GatewaySite;
const connections: Connection[] = [];
/** What is asked for over HTTP from now on is held back until this resolves. */
let gate: Promise<void> = Promise.resolve();

beforeAll(async () => {
  site = await startGatewaySite();
});
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
  gate = Promise.resolve();
});
afterAll(() => site.stop());

const say = (briefing: string, update: string, text = `Text of ${update}`) =>
  site.append(briefing, { type: 'published', update, content: { kind: 'paragraph', text } });

/** A player of a briefing with updates u1 to u<count>, that begins with the newest ten. */
async function opened(briefing: string, count: number): Promise<Witness<Player>> {
  await site.open(briefing);
  for (let at = 1; at <= count; at += 1) await say(briefing, `u${at}`);
  await site.append(briefing, { type: 'pinned', update: 'u3' });
  const late: typeof fetch = async (...asked) => {
    const [held, response] = [gate, await fetch(...asked)];
    await held;
    return response;
  };
  const connection = connect(site.url, { fetch: late });
  connections.push(connection);
  const witness = new Witness(connection.open(briefing, { last: 10 }));
  await witness.until(() => witness.reading.status.name === 'live', 'it is not live');
  return witness;
}

const held = ({ reading }: Witness<Player>) => [...reading.state.updates.keys()];

test('older updates are loaded page by page, into a state that is that of the whole log in the end', async () => {
  const witness = await opened('pages', 60);
  expect(held(witness)).toEqual(['u3', ...Array.from({ length: 10 }, (_, at) => `u${51 + at}`)]);
  expect(await witness.reading.loadOlder(20)).toBe(true);
  expect(held(witness)).toHaveLength(31);
  const newest = witness.reading.state.updates.get('u60');
  const content = { kind: 'paragraph', text: 'Other words' } as const;
  await site.append('pages', { type: 'revised', update: 'u35', expected: 1, content, correction: { note: 'Others' } });
  await site.append('pages', { type: 'revised', update: 'u5', expected: 1, content, correction: { note: 'Others' } });
  await site.append('pages', { type: 'retracted', update: 'u3' });
  await witness.reaches(await say('pages', 'u61'));
  while (await witness.reading.loadOlder(15));
  const whole = fold(EMPTY, await entriesOf(site.log, 'pages'));
  expect(witness.reading.state.updates).toEqual(whole.updates);
  expect(held(witness)).toEqual([...whole.updates.keys()]);
  expect(witness.reading.state.updates.get('u60')).toBe(newest);
});

test.each([
  'live',
  'paused',
] as const)('a text that is retracted while older updates are on their way does not come with them, %s', async (state) => {
  const witness = await opened(`gone-${state}`, 30);
  if (state === 'paused') witness.reading.pause();
  let open = () => {};
  gate = new Promise((resolve) => {
    open = resolve;
  });
  const loading = witness.reading.loadOlder();
  const seq = await site.append(`gone-${state}`, { type: 'retracted', update: 'u7' });
  await witness.until(() => witness.reading.span?.entries === seq, 'it does not hear of it');
  open();
  expect(await loading).toBe(true);
  expect(held(witness)).toHaveLength(30);
  expect(JSON.stringify([...witness.reading.state.updates])).not.toContain('Text of u7"');
});

test('who goes to another moment meanwhile does not get what belongs to the one before', async () => {
  const witness = await opened('moved', 30);
  let open = () => {};
  gate = new Promise((resolve) => {
    open = resolve;
  });
  const loading = witness.reading.loadOlder();
  witness.reading.pause();
  gate = Promise.resolve();
  witness.reading.seek(witness.reading.span?.startsAt ?? 0);
  await witness.until(() => witness.resets.includes('seek'), 'it does not go there');
  open();
  expect(await loading).toBe(false);
  expect(held(witness).length).toBeLessThan(30);
});

test('a service that is away refuses, and is asked again', async () => {
  const witness = await opened('away', 30);
  gate = Promise.reject(new Error('away'));
  gate.catch(() => {}); // nobody waits for it yet
  await expect(witness.reading.loadOlder()).rejects.toMatchObject({ code: 'UNAVAILABLE', retry: 'later' });
  gate = Promise.resolve();
  expect(await witness.reading.loadOlder()).toBe(true);
  expect(await witness.reading.loadOlder()).toBe(false);
});
