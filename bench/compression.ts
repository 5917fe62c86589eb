import { readFileSync } from 'node:fs';
import { constants, deflateRawSync } from 'node:zlib';
import { Sender, WebSocket } from 'ws';
import { type Child, start } from './child-process.ts';
import { cpuMsOf, residentBytesOf } from './process-figures.ts';
import { batchOf } from './update.ts';

/**
 * What it would take to send each update compressed: one frame for all, permessage-deflate without context takeover (RFC 7692).
 * Prints bytes and CPU for batches of different sizes, then what connections that negotiate it cost; `node bench/compression.ts`.
 */
const TAIL = 4; // the empty block that ends a flush, which the other side adds again
const ROUNDS = 2_000;
/** Connections, and live updates to each of them. */
const CLIENTS = 2_000;
const UPDATES = 20;

function compressed(payload: Buffer): Buffer {
  const data = deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -TAIL);
  return framed(data, true);
}

function framed(data: Buffer, rsv1: boolean): Buffer {
  return Buffer.concat(Sender.frame(data, { fin: true, rsv1, opcode: 1, mask: false, readOnly: false }));
}

function payloadOf(entries: number): Buffer {
  const batch = {
    ...batchOf(1),
    entries: Array.from({ length: entries }, (_, n) => {
      const [entry] = batchOf(n).entries;
      const text = PROSE[n % PROSE.length];
      return { ...entry, update: { ...entry?.update, text } };
    }),
  };
  return Buffer.from(`42${JSON.stringify(['batch', batch])}`);
}

/** Clients of the `ws` package, which undo the compression as browsers do, on one core; the server on the other. */
async function connections(way: 'plain' | 'compressed'): Promise<string> {
  const server: Child = start('serving', 'servers/compressing.ts', [way], ['--expose-gc']);
  const { port } = await server.first<{ port: number }>();
  const before = residentBytesOf(server.pid);
  let [messages, taken] = [0, () => {}];
  const clients: WebSocket[] = [];
  for (let made = 0; made < CLIENTS; made += 1) {
    const client = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: way === 'compressed' });
    client.on('message', () => {
      messages += 1;
      if (messages === CLIENTS * UPDATES) taken();
    });
    await new Promise((opened) => client.once('open', opened));
    clients.push(client);
  }
  const payload = payloadOf(1);
  const frame = (way === 'plain' ? framed(payload, false) : compressed(payload)).toString('base64');
  const all = new Promise<void>((resolve) => {
    taken = resolve;
  });
  const [serving, reading] = [cpuMsOf(server.pid), cpuMsOf(process.pid)];
  await server.ask({ frame, times: UPDATES });
  await all;
  const each = (ms: number) => ((1_000 * ms) / (CLIENTS * UPDATES)).toFixed(1);
  const [sent, read] = [each(cpuMsOf(server.pid) - serving), each(cpuMsOf(process.pid) - reading)];
  const memory = ((residentBytesOf(server.pid) - before) / CLIENTS / 1_024).toFixed(1);
  for (const client of clients) client.terminate();
  await server.stop();
  return `| ${way} | ${sent} | ${read} | ${memory} |`;
}

/** Paragraphs of a real article: repeated text would compress as no story does. */
const ARTICLE = new URL('../examples/night-ferry.txt', import.meta.url);
const PROSE = readFileSync(ARTICLE, 'utf8')
  .split(/\n\s*\n/)
  .filter((text) => text.length > 80);

console.log('| entries in a batch | plain, bytes | compressed, bytes | of it | CPU to compress, µs (once) |');
console.log('|---:|---:|---:|---:|---:|');
for (const entries of [1, 2, 5, PROSE.length]) {
  const payload = payloadOf(entries);
  const frame = compressed(payload);
  const before = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) compressed(payload);
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / ROUNDS;
  console.log(
    `| ${entries} | ${payload.length} | ${frame.length} | ${((100 * frame.length) / payload.length).toFixed(0)} % | ${cpu.toFixed(0)} |`,
  );
}

console.log('\n| live updates | server, µs of CPU each | client, µs of CPU each | server, KB a connection |');
console.log('|---|---:|---:|---:|');
for (const way of ['plain', 'compressed', 'plain', 'compressed'] as const) console.log(await connections(way));
