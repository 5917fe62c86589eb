import { afterEach, expect, test } from 'vitest';
import { keysOf } from '../../src/log/keys.ts';
import { startCluster } from '../kit/cluster.ts';
import { TestReader } from '../kit/reader.ts';
import { type Running, startRunning } from '../kit/running.ts';
import { startSentinels } from '../kit/sentinel.ts';

const LIMIT_MS = 90_000;
/** An outage of a few seconds, the time until all has been written again, and a slow machine. */
const HEALED_MS = 30_000;
const BRIEFING = 'storm';
/** Updates that are acknowledged before, and after, each thing that is done to the Redis. */
const ROUND = 20;

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

async function begin(url: string, replicas: number) {
  const durability = { DATELINE_DURABILITY: 'replica', DATELINE_REPLICAS: String(replicas) };
  const dateline = await startRunning(undefined, { REDIS_URL: url, ...durability });
  ending.push(() => dateline.stop());
  await dateline.write('POST', '/v1/briefings', { id: BRIEFING, title: 'Storm' });
  const reader = new TestReader(dateline.url);
  ending.push(() => reader.close());
  await reader.follow({ briefing: BRIEFING, from: 'start' });
  return { dateline, reader, writer: writerTo(dateline) };
}

/** An editor who sends each update until it is taken: as the answers say, and with the same key. */
function writerTo(dateline: Running) {
  const taken: string[] = [];
  return {
    taken,
    async write(count: number): Promise<void> {
      for (let made = 0; made < count; made++) {
        const text = `update ${taken.length}`;
        const until = performance.now() + HEALED_MS;
        for (;;) {
          const answer = await dateline.write(
            'POST',
            `/v1/briefings/${BRIEFING}/updates`,
            { text },
            { 'Idempotency-Key': `u${taken.length}` },
          );
          if (answer.status === 201) break;
          expect([503, 409], JSON.stringify(answer.json)).toContain(answer.status); // 409: it is still being tried
          if (performance.now() > until)
            throw new Error(`not taken in ${HEALED_MS} ms: ${JSON.stringify(answer.json)}`);
        }
        taken.push(text);
      }
    },
  };
}

/** Hands in an article that comes out while all this happens; gives a wait for its end. */
async function handIn(dateline: Running, name: string) {
  const paragraphs = Array.from({ length: 30 }, (_, at) => `Paragraph ${at} of the article ${name}.`);
  const path = `/v1/briefings/${BRIEFING}/articles`;
  const handed = await dateline.write('POST', path, { body: paragraphs.join('\n\n'), pace: 100 });
  expect(handed.status).toBe(202);
  return async () => {
    const until = performance.now() + HEALED_MS;
    for (;;) {
      const { json } = await dateline.write('GET', `${path}/${handed.json.article}`);
      if (json.state === 'done') return paragraphs;
      if (performance.now() > until) throw new Error(`the article is ${JSON.stringify(json)}`);
    }
  };
}

/** Every text that was acknowledged is in the log once, in order; and the reader has the log, without a hole. */
async function expectWhole(
  dateline: Running,
  reader: TestReader,
  taken: readonly string[],
  paragraphs: readonly string[],
) {
  const { json } = await dateline.read(`/v1/briefings/${BRIEFING}/log`);
  const texts = json.entries.flatMap(({ update }: { update?: { text: string } }) => update?.text ?? []);
  expect(texts.filter((text: string) => text.startsWith('update'))).toEqual(taken);
  expect(texts.filter((text: string) => text.startsWith('Paragraph'))).toEqual(paragraphs);
  await reader.reaches(json.entries.at(-1).seq, HEALED_MS);
  expect(reader.holes).toEqual([]);
  // It may have been shown what nobody acknowledged and no replica had: then it was told to start again.
  const had = reader.resets.length === 0 ? json.entries : json.entries.slice(-reader.entries.length);
  expect(reader.entries).toEqual(had);
}

test('a failover that an operator asks for, and a master that is killed, lose nothing that was acknowledged', {
  timeout: LIMIT_MS,
}, async () => {
  const sentinels = await startSentinels();
  ending.push(() => sentinels.stop());
  const { dateline, reader, writer } = await begin(sentinels.url, 2);
  const end = await handIn(dateline, 'first');
  await writer.write(ROUND);
  const first = await sentinels.master();
  await Promise.all([sentinels.failover(), writer.write(ROUND)]);
  const second = await sentinels.masterAfter(first);
  await writer.write(ROUND);
  await second.kill();
  await sentinels.masterAfter(second);
  await Promise.all([sentinels.bringBack(second), writer.write(ROUND)]); // until it is back, as a replica, no write has two
  await writer.write(ROUND);
  await expectWhole(dateline, reader, writer.taken, await end());
});

test('a slot that moves and a master that is killed lose nothing that was acknowledged', {
  timeout: LIMIT_MS,
}, async () => {
  const cluster = await startCluster();
  ending.push(() => cluster.stop());
  const { dateline, reader, writer } = await begin(cluster.url, 1);
  const end = await handIn(dateline, 'first');
  const { log } = keysOf(BRIEFING);
  const [home, ...others] = [await cluster.masterOf(log), ...cluster.nodes.slice(0, 3)];
  const target = others.find((node) => node !== home)!; // of three, one is home
  const slot = await home.operator.cluster('KEYSLOT', log);
  await writer.write(ROUND);
  await Promise.all([cluster.move(slot, home, target), writer.write(ROUND)]);
  expect(await cluster.masterOf(log)).toBe(target);
  await target.kill();
  await target.restart(); // it comes back as a replica of the one that took over, or as the master that it was
  await writer.write(ROUND);
  await expectWhole(dateline, reader, writer.taken, await end());
});
