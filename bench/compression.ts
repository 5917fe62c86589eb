import { readFileSync } from 'node:fs';
import { constants, deflateRawSync } from 'node:zlib';
import { Sender } from 'ws';
import { batchOf } from './update.ts';

/**
 * What it would take to send each update compressed: one frame for all, permessage-deflate without context takeover (RFC 7692).
 * Prints bytes and CPU for batches of different sizes; `node bench/compression.ts`.
 */
const TAIL = 4; // the empty block that ends a flush, which the other side adds again
const ROUNDS = 2_000;

function compressed(payload: Buffer): Buffer {
  const data = deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -TAIL);
  return Buffer.concat(Sender.frame(data, { fin: true, rsv1: true, opcode: 1, mask: false, readOnly: false }));
}

/** Paragraphs of a real article: repeated text would compress as no story does. */
const ARTICLE = new URL('../examples/night-ferry.txt', import.meta.url);
const PROSE = readFileSync(ARTICLE, 'utf8')
  .split(/\n\s*\n/)
  .filter((text) => text.length > 80);

console.log('| entries in a batch | plain, bytes | compressed, bytes | of it | CPU to compress, µs (once) |');
console.log('|---:|---:|---:|---:|---:|');
for (const entries of [1, 2, 5, PROSE.length]) {
  const batch = {
    ...batchOf(1),
    entries: Array.from({ length: entries }, (_, n) => {
      const [entry] = batchOf(n).entries;
      const text = PROSE[n % PROSE.length];
      return { ...entry, update: { ...entry?.update, text } };
    }),
  };
  const payload = Buffer.from(`42${JSON.stringify(['batch', batch])}`);
  const frame = compressed(payload);
  const before = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) compressed(payload);
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / ROUNDS;
  console.log(
    `| ${entries} | ${payload.length} | ${frame.length} | ${((100 * frame.length) / payload.length).toFixed(0)} % | ${cpu.toFixed(0)} |`,
  );
}
