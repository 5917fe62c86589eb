import type { Result } from './history.ts';
import { EDITOR_KEY } from './part.ts';
import { pause } from './time.ts';

export type Sent = { method: string; path: string; json?: unknown; key: string };
export type Outcome = { result: Result; json: Record<string, unknown> };
export type Sending = {
  /** Where the write API is just now. */
  url: () => string;
  /** A request whose tries have failed for so long is given up, ms: longer than any fault lasts. */
  patienceMs: number;
  /** Told the status of each answer that was no success. */
  refused: (status: number) => void;
};

/** A try waits for its answer for so long, ms; an answer that says so, or none, is followed by another after a while. */
const TRY_MS = 5_000;
const AGAIN_MS = 100;

/** Sends a request, always the same, until it is answered for good. */
export async function send(sent: Sent, { url, patienceMs, refused }: Sending): Promise<Outcome> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    const answer = await tryOnce(url(), sent);
    if (answer && answer.status < 300) return { result: 'ok', json: answer.json };
    if (answer) refused(answer.status);
    if (answer && !PASSING.has(answer.json.code)) return { result: 'fail', json: answer.json };
    await pause(AGAIN_MS);
  }
  return { result: 'unknown', json: {} };
}

/** Refusals after which the same request may succeed. */
const PASSING = new Set<unknown>([
  'UNAVAILABLE',
  'REQUEST_RUNNING',
  'TOO_MANY',
  'CLOCK_SKEW',
  'INTERNAL',
  'CLOSING',
  'BUSY',
]);

async function tryOnce(url: string, { method, path, json, key }: Sent) {
  try {
    const response = await fetch(url + path, {
      method,
      headers: {
        Authorization: `Bearer ${EDITOR_KEY}`,
        'Idempotency-Key': key,
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      signal: AbortSignal.timeout(TRY_MS),
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  } catch {
    return undefined; // the connection broke, and with it whatever the answer was
  }
}
