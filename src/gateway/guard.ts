import type { z } from 'zod';
import { Refusal } from '../protocol/codes.ts';
import { faultsOf } from '../protocol/faults.ts';
import { MESSAGES_BURST, MESSAGES_PER_SECOND } from '../protocol/limits.ts';
import type { Fault, Refused } from '../protocol/messages.ts';
import type { Journal } from '../runtime/logging.ts';

/** What a client is told of an error: its own refusals as they are, everything else as a mistake of ours. */
export function refusedWith(error: unknown, journal: Journal): Refused {
  if (error instanceof Refusal) return { ok: false, error: faultOf(error) };
  journal.error({ error }, 'A message could not be answered');
  return { ok: false, error: faultOf(new Refusal('INTERNAL')) };
}

export function faultOf({ code, message, retry, extra }: Refusal): Fault {
  return { ...extra, code, message, retry };
}

/** What a schema makes of a value, or a refusal that says what is wrong on one line. */
export function shaped<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Refusal('BAD_REQUEST', faultsOf(schema, value).join('; ').slice(0, 500));
}

/** The acknowledgement that came with a message, if one did: called at most once, and never by its failing. */
export function acknowledgement(last: unknown): (answer: object) => void {
  let answered = false;
  return (answer) => {
    if (answered || typeof last !== 'function') return;
    answered = true;
    last(answer);
  };
}

/** How many messages one connection may send: a burst, refilled at a rate. Far beyond it the connection is not worth answering. */
export class Allowance {
  readonly #clock: () => number;
  #left = MESSAGES_BURST;
  #at: number;

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#at = clock();
  }

  take(): 'ok' | 'over' | 'hopeless' {
    const now = this.#clock();
    const refilled = this.#left + ((now - this.#at) / 1_000) * MESSAGES_PER_SECOND;
    this.#left = Math.min(MESSAGES_BURST, refilled) - 1;
    this.#at = now;
    if (this.#left >= 0) return 'ok';
    return this.#left > -MESSAGES_BURST ? 'over' : 'hopeless';
  }
}
