/** The thread that reads feeds; see `reading.ts`. It acts when it is loaded, and is loaded by nothing else. */
import { parentPort } from 'node:worker_threads';
import { hasDoctype } from './doctype.ts';
import { itemsOf } from './items.ts';
import type { Asked, Read } from './reading.ts';

/** The parser's own words may repeat the text: only that it could not read it goes on from here. */
function read({ feed, address }: Asked): Read {
  if (hasDoctype(feed)) return { unreadable: 'dtd' };
  try {
    return { items: itemsOf(feed, address) };
  } catch {
    return { unreadable: 'feed' };
  }
}

parentPort?.on('message', (asked: Asked) => parentPort?.postMessage(read(asked)));
