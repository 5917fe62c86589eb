import { watchLag } from '../../kit/lag.ts';
import { QUICK } from '../../kit/tcp-line.ts';
import { comes, pause } from '../time.ts';

import { type Row, type Scene, someOf } from './row.ts';

/** The other worker may have taken the article. */
const LOST_MS = 300;
/** A link that is silent for so long is given up, ms; and a little for the way there. */
const NOTICED_MS = 20_000;
/** A process that comes late does so at each step: an update passes through four. */
const LAGGING = 4;
/** A feed whose hint was lost is looked at within a second; and then there is the way to the reader. */
const SWEPT_MS = 2_000;

async function deliversNow(scene: Scene): Promise<void> {
  const { writers, random, readers, site, expect } = scene;
  const steady = readers.filter(({ by }) => !by.startsWith('roaming'));
  // Who comes and goes brings news from one gateway to the other, which is not what is looked for here.
  const roamed = new Set(readers.flatMap(({ by, briefing }) => (by.startsWith('roaming') ? [briefing] : [])));
  const alone = steady.filter((reader) => !roamed.has(reader.briefing));
  const { briefing } = someOf(alone.length > 0 ? alone : steady, random);
  await writers.publish('editor 3', briefing);
  const head = await site.admin.xlen(`dl:{${briefing}}:log`);
  const behind = () => steady.filter((reader) => reader.briefing === briefing && reader.seq < head);
  const lag = watchLag();
  await comes(() => behind().length === 0, SWEPT_MS);
  await comes(() => behind().length === 0, LAGGING * lag()); // and whatever else this machine is busy with
  expect(behind().length === 0, `not delivered within 2 s to ${behind().map(({ by }) => by)}`);
}

export const lines: readonly Row[] = [
  {
    id: 'F17',
    fault: 'answers are lost',
    how: 'the answer to a change of a log is lost with its connection; then all answers of 20 ms are',
    expectation: 'I2 at every writer: ingest, workers, editors',
    ground: 'usual',
    seconds: 60,
    async inject({ site, writers, briefings, random }) {
      const under: Promise<unknown>[] = [];
      for (let at = 0; at < 8; at += 1) {
        const part = someOf([site.ingest, ...site.workers], random);
        const briefing = someOf(briefings, random);
        part.loseNextAnswer();
        under.push(part === site.ingest ? writers.publish('editor 3', briefing) : writers.handIn(briefing));
        await comes(() => part.answersToLose === 0, LOST_MS);
        part.line.stall('answers');
        await pause(20);
        part.line.cut();
        part.line.flow();
      }
      await Promise.all(under);
      return undefined;
    },
  },
  {
    id: 'F18',
    fault: 'a line goes dead without a word',
    how: 'what is on a process’s connections to Redis is swallowed, both ways, and they stay open',
    expectation: 'each is given up and made anew; I1–I7',
    ground: 'usual',
    seconds: 60,
    async inject(scene) {
      const { site, random, length } = scene;
      // A worker's waiting for jobs is silent by nature, and is given up last.
      const part = someOf([site.ingest, ...site.gateways, ...(length === 'full' ? site.workers : [])], random);
      const before = part.line.connections;
      part.line.swallow();
      scene.expect(await comes(() => part.line.connections > before + 1, NOTICED_MS), `${part.name} has not noticed`);
      await deliversNow(scene);
      return undefined;
    },
  },
  {
    id: 'F19',
    fault: 'lines are slow, narrow, and in pieces',
    how: 'each piece of 1 to 60 bytes takes 0 to 5 ms, on the lines of a worker and a gateway',
    expectation: 'I1–I7; what was late arrives',
    ground: 'usual',
    seconds: 30,
    async inject({ site, random }) {
      const slowed = [someOf(site.workers, random), someOf(site.gateways, random)];
      for (const { line } of slowed) line.slow({ ms: Math.floor(5 * random()), bytes: 1 + Math.floor(60 * random()) });
      await pause(800);
      for (const { line } of slowed) {
        line.slow(QUICK);
        line.cut(); // what is still on its way in pieces would take minutes
      }
      return undefined;
    },
  },
  {
    id: 'F20',
    fault: 'the subscriptions break just before the last update',
    how: 'CLIENT KILL TYPE pubsub, an update, silence',
    expectation: 'delivered within the look at the head, and a second',
    ground: 'usual',
    seconds: 30,
    async inject(scene) {
      await scene.site.admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await deliversNow(scene);
      return undefined;
    },
  },
  {
    id: 'H1',
    fault: 'what is published is not heard',
    how: 'messages on the subscriptions of all gateways are lost, and nothing breaks',
    expectation: 'delivered within the look at the head, and a second',
    ground: 'usual',
    seconds: 20,
    async inject(scene) {
      const { site, writers, briefings } = scene;
      const publish = () => Promise.all(briefings.map((briefing) => writers.publish('editor 3', briefing)));
      for (const gateway of site.gateways) gateway.hearing = false;
      await deliversNow(scene);
      await publish();
      for (const gateway of site.gateways) gateway.hearing = true;
      await publish(); // heard, with a hole before it, and mostly before anybody has looked at the head
      return undefined;
    },
  },
];
