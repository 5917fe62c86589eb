import type { Code, Retry } from '../src/protocol/codes.ts';
import type { Fault } from '../src/protocol/messages.ts';

/** What a service has refused, as an error. It says so itself, so a reader needs no table of all codes. */
export class Refusal extends Error {
  readonly code: Code;
  /** What may be done about it: nothing, the same again later, the same again now. */
  readonly retry: Retry;
  /** The service does not want to be asked again before so many ms have passed. */
  readonly after: number;

  constructor({ code, message, retry }: Fault, { after = 0, ...options }: ErrorOptions & { after?: number } = {}) {
    super(message, options);
    this.name = 'Refusal';
    this.code = code;
    this.retry = retry;
    this.after = after;
  }
}

/** It is the line that failed, not the service that said no. */
export function isOfLine(refusal: Refusal): boolean {
  return refusal.cause !== undefined;
}

/** An error as a refusal: what is none of a service's own is a line that does not reach one. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const message = `The service cannot be reached: ${causeOf(error)}`;
  return new Refusal({ code: 'UNAVAILABLE', message, retry: 'later' }, { cause: error });
}

/** Node puts the reason of a failed fetch into its cause; browsers keep it from pages. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
