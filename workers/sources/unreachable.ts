import { Refusal } from '../../src/protocol/codes.ts';

/** What a newsroom can make something of. */
const SENTENCES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'There is no host of that name',
  EAI_AGAIN: 'The name of its host cannot be looked up at the moment',
  ECONNREFUSED: 'Its host takes no connection',
  ECONNRESET: 'Its host broke the connection off',
  HPE_HEADER_OVERFLOW: 'Its headers are longer than any that are needed',
};

/** What went wrong on the way to a source, in a sentence that repeats nothing of what came from there. */
export function unreachable(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // A refusal of the lookup comes back inside of the error of a connection that tried several addresses.
  if (error instanceof AggregateError) return unreachable(error.errors[0]);
  if (!/^[A-Z][A-Z0-9_]*$/.test(code)) return error;
  return new Refusal('SOURCE_UNREACHABLE', SENTENCES[code] ?? `It cannot be reached: ${code}`, {}, { cause: error });
}
