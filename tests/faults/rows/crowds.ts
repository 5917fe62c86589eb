import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { holdingsOf, type Part } from '../part.ts';
import { startReader } from '../reader.ts';
import { comes, pause } from '../time.ts';

import { type Row, type Scene, someOf } from './row.ts';

/** The budget of a reader that takes nothing, with what the kernel and the encoder hold besides, bytes. */
const STALLED_COST = 4_000_000;
const PADDING = ' and so on'.repeat(1_800);
/** Of one article: 1.8 MB with them. */
const SEGMENTS = 100;

const gatewayOf = ({ site }: Scene): Part => site.gateways[0] ?? site.ingest;
const healthOf = (part: Part) => fetch(`http://127.0.0.1:${part.port}/healthz`).then(({ status }) => status === 200);

/** Follows over a bare websocket; with `stalled`, takes nothing any more once it has been let in. */
function openBare(port: number, briefing: string, then: 'stalls' | 'reads' | 'floods'): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
  socket.on('error', () => {});
  return new Promise((resolve) => {
    socket.on('close', () => resolve(socket));
    socket.on('message', (data) => {
      const text = String(data);
      if (text.startsWith('0')) socket.send('40');
      if (text === '2') socket.send('3');
      if (!text.startsWith('40')) return;
      socket.send(`42["follow",{"briefing":"${briefing}","from":"live"}]`);
      if (then === 'stalls') socket.pause();
      resolve(socket);
    });
  });
}

/** A reader that has just come gets the whole log within so long, ms. */
async function newcomerReads(scene: Scene, ms: number, what: string): Promise<void> {
  const { site, recorder, briefings, random, expect } = scene;
  const briefing = someOf(briefings, random);
  const head = await site.admin.xlen(`dl:{${briefing}}:log`);
  const by = `newcomer ${Math.round(recorder.now())}`;
  const reader = startReader({ by, url: site.readersUrl, briefing, recorder }, { message: 'follow', from: 'start' });
  expect(await comes(() => reader.seq >= head, ms), `a newcomer is not at the head after ${ms} ms ${what}`);
  reader.leave();
}

export const crowds: readonly Row[] = [
  {
    id: 'F25',
    fault: 'slow readers',
    how: 'ten followers answer nothing and read nothing while 5.4 MB are published (a test: 1.8 MB)',
    expectation: 'they cost their budget at most and are cut off; the others are served as before',
    ground: 'usual',
    seconds: 10, // thirty readers in the process of the run fold all of it
    async inject(scene) {
      const { writers, briefings, random, expect } = scene;
      const gateway = gatewayOf(scene);
      const briefing = someOf(briefings, random);
      const count = 10;
      const stalled = await Promise.all(
        Array.from({ length: count }, () => openBare(gateway.port, briefing, 'stalls')),
      );
      const { rss } = await holdingsOf(gateway.pid());
      const articles = scene.length === 'full' ? 3 : 1;
      for (let at = 0; at < articles; at += 1) {
        const { result } = await writers.handIn(briefing, { segments: SEGMENTS, padding: PADDING });
        expect(result === 'ok', 'what was to be published was refused');
      }
      await comes(async () => (await scene.site.admin.zcard('dl:due')) === 0, 10_000);
      const grown = (await holdingsOf(gateway.pid())).rss - rss;
      // Its own copy of what was published, and of what it has encoded of it, is a gateway's to hold.
      const own = 4 * articles * SEGMENTS * PADDING.length;
      expect(grown < count * STALLED_COST + own, `${count} stalled readers cost ${Math.round(grown / 1e6)} MB`);
      for (const socket of stalled) socket.terminate();
      await newcomerReads(scene, 5_000, 'beside slow readers');
      return undefined;
    },
  },
  {
    id: 'F26',
    fault: 'a flood of connections',
    how: '5,000 TCP connections without a request and 2,000 of Engine.IO without CONNECT (a test: 500 and 100)',
    expectation: 'a reader gets in within 5 s; what they took is given back',
    ground: 'usual',
    seconds: 30,
    async inject(scene) {
      const { port } = gatewayOf(scene);
      const [bare, silent] = scene.length === 'full' ? [5_000, 2_000] : [500, 100];
      const sockets = Array.from({ length: bare }, () => connect(port, '127.0.0.1').on('error', () => {}));
      const engines = Array.from(
        { length: silent },
        () => new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`),
      );
      for (const engine of engines) engine.on('error', () => {});
      await newcomerReads(scene, 5_000, 'in a flood of connections');
      for (const socket of sockets) socket.destroy();
      for (const engine of engines) engine.terminate();
      return undefined;
    },
  },
  {
    id: 'F27',
    fault: 'a flood of messages',
    how: '200,000 messages from three sockets (a test: 6,000)',
    expectation: 'they are closed; a reader comes to the head within 5 s',
    ground: 'usual',
    seconds: 10,
    async inject(scene) {
      const gateway = gatewayOf(scene);
      const each = scene.length === 'full' ? 66_000 : 2_000;
      const floods = await Promise.all([0, 1, 2].map(() => openBare(gateway.port, 'storm', 'floods')));
      for (const socket of floods) for (let at = 0; at < each; at += 1) socket.send('42["leave",{"briefing":"x"}]');
      await newcomerReads(scene, 5_000, 'in a flood of messages');
      const closed = await comes(() => floods.every(({ readyState }) => readyState === WebSocket.CLOSED), 5_000);
      scene.expect(closed, 'who floods is not closed');
      for (const socket of floods) socket.terminate();
      return undefined;
    },
  },
  {
    id: 'F28',
    fault: 'a herd comes back',
    how: 'a gateway with 1,000 readers is killed (a test: 60), and all read the whole log anew',
    expectation: 'all are at the head within 30 s; Redis is read once a feed',
    ground: 'usual',
    seconds: 30,
    async inject(scene) {
      const { site, recorder, briefings, expect } = scene;
      const count = scene.length === 'full' ? 1_000 : 60;
      const herd = Array.from({ length: count }, (_, at) =>
        startReader(
          {
            by: `herd ${at} ${Math.round(recorder.now())}`,
            url: site.readersUrl,
            briefing: briefings[at % briefings.length] ?? '',
            recorder,
          },
          { message: 'follow', from: 'start' },
        ),
      );
      await comes(() => herd.every(({ seq }) => seq > 0), 20_000);
      const gateway = gatewayOf(scene);
      await gateway.end('SIGKILL');
      await gateway.start();
      const heads = new Map<string, number>();
      for (const briefing of briefings) heads.set(briefing, await site.admin.xlen(`dl:{${briefing}}:log`));
      const arrived = () => herd.every(({ seq, briefing }) => seq >= (heads.get(briefing) ?? 0));
      expect(await comes(arrived, 30_000), 'not all of the herd are at the head after 30 s');
      for (const reader of herd) reader.leave();
      return undefined;
    },
  },
  {
    id: 'F29',
    fault: 'a gateway runs out of file descriptors',
    how: 'prlimit --nofile=128, and more connections than that',
    expectation: 'it lives, and serves again when they are gone',
    ground: 'usual',
    seconds: 10,
    async inject(scene) {
      const gateway = gatewayOf(scene);
      await gateway.end('SIGTERM');
      await gateway.start({ prefix: ['prlimit', '--nofile=128'] });
      const sockets: Socket[] = Array.from({ length: 200 }, () =>
        connect(gateway.port, '127.0.0.1').on('error', () => {}),
      );
      await pause(300);
      for (const socket of sockets) socket.destroy();
      scene.expect(await comes(() => healthOf(gateway).catch(() => false), 5_000), 'it does not serve any more');
      await newcomerReads(scene, 5_000, 'once there are file descriptors again');
      await gateway.end('SIGTERM');
      await gateway.start();
      return undefined;
    },
  },
  {
    id: 'F32',
    fault: 'editors race',
    how: '50 edits and retractions of one update at once, each sent twice',
    expectation: 'one wins each revision; what is retracted stays so; I4, I8',
    ground: 'usual',
    seconds: 20,
    async inject({ writers, briefings, random, expect }) {
      const briefing = someOf(briefings, random);
      const known = await writers.publish('racer', briefing);
      if (!known) return undefined;
      const racers = Array.from({ length: 40 }, (_, at) =>
        writers.revise(`racer ${at}`, { ...known, revision: 1 + (at % 3) }),
      );
      const won = (await Promise.all(racers)).filter((result) => result === 'ok').length;
      expect(won >= 1 && won <= 3, `${won} edits of three revisions won`);
      const takedowns = Array.from({ length: 10 }, (_, at) => writers.retract(`racer ${at}`, known));
      expect(
        (await Promise.all(takedowns)).every((result) => result === 'ok'),
        'a retraction was refused',
      );
      expect((await writers.revise('racer 1', { ...known, revision: 2 })) === 'fail', 'what was retracted was revised');
      return undefined;
    },
  },
];
