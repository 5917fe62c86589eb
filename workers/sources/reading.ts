import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Refusal } from '../../src/protocol/codes.ts';
import { SOURCE_PARSE_MEGABYTES, SOURCE_PARSE_MS } from '../../src/protocol/limits.ts';
import type { Item } from './items.ts';

/** What the thread is asked, and what it says: the items, or why there are none, in a word. */
export type Asked = { feed: string; address: string };
export type Read = { items: Item[] } | { unreadable: 'dtd' | 'feed' };

/** Gives the items of a feed; `address` is where it was found. */
export type ReadItems = (feed: string, address: string, signal: AbortSignal) => Promise<Item[]>;
export type Reader = { read: ReadItems; close(): Promise<void> };
export type ReadLimits = { ms: number; megabytes: number };
const LIMITS: ReadLimits = { ms: SOURCE_PARSE_MS, megabytes: SOURCE_PARSE_MEGABYTES };

const SENTENCES = {
  dtd: 'It has a document type declaration, which a feed does not need and is not read',
  feed: 'It is neither RSS nor Atom nor JSON Feed',
  long: 'It takes too long to be read',
  much: 'It takes too much memory to be read',
};
const unreadable = (why: keyof typeof SENTENCES) => new Refusal('SOURCE_UNREADABLE', SENTENCES[why]);

/**
 * Reads feeds in a thread that does nothing else, one at a time: a text that drives its parser mad costs this thread, and not
 * the worker that publishes everybody's articles. The feed after it gets a new one.
 */
export function createReader({ ms, megabytes }: ReadLimits = LIMITS): Reader {
  let thread: Worker | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function readNow(asked: Asked, signal: AbortSignal): Promise<Item[]> {
    signal.throwIfAborted();
    thread ??= begin(megabytes);
    const read = await answerOf(thread, asked, ms, signal).catch(async (error: unknown) => {
      await end(); // it is busy for nobody, or dead
      throw error;
    });
    if ('unreadable' in read) throw unreadable(read.unreadable);
    return read.items;
  }

  async function end(): Promise<void> {
    await thread?.terminate();
    thread = undefined;
  }

  return {
    read(feed, address, signal) {
      const reading = turn.then(() => readNow({ feed, address }, signal));
      turn = reading.catch(() => undefined);
      return reading;
    },
    async close() {
      await turn;
      await end();
    },
  };
}

/** With nothing of this process in it but its code. It keeps no process alive; what waits for it does. */
function begin(megabytes: number): Worker {
  const thread = new Worker(new URL('reading-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: megabytes },
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  thread.on('error', () => {}); // who waits for its answer hears of it too
  thread.unref();
  return thread;
}

/** Rejects when the thread dies, when it takes too long, and when nobody wants the answer any more. */
async function answerOf(thread: Worker, asked: Asked, ms: number, signal: AbortSignal): Promise<Read> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(unreadable('long')), ms);
  const heard = new AbortController();
  const ending = { signal: AbortSignal.any([signal, heard.signal]) };
  try {
    const answer = once(thread, 'message', ending); // rejects at 'error', too
    const gone = once(thread, 'exit', ending).then(() => Promise.reject(new Error('the thread ended without a word')));
    thread.postMessage(asked);
    const [read] = (await Promise.race([answer, gone, late.promise])) as [Read];
    return read;
  } catch (error) {
    signal.throwIfAborted();
    throw isOutOfMemory(error) ? unreadable('much') : error;
  } finally {
    clearTimeout(timer);
    heard.abort();
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
