import express, { type Request, type Response } from 'express';
import { Refusal } from '../protocol/codes.ts';
import { cleanText, isWellFormed } from '../protocol/text.ts';
import { strictJson } from './strict-json.ts';

/** Bodies as they are sent. */
export type MediaType = 'application/json' | 'application/ninjs+json' | 'text/plain' | 'text/html';
/** A body as it came, for its fingerprint, and as text. */
export type Body = { type: MediaType; bytes: Uint8Array; text: string };

/** Reads a body of one of these types and at most so many bytes, unpacked. */
export function bodyReader(types: readonly MediaType[], limit: number) {
  const read = express.raw({ type: () => true, limit });
  return async (request: Request, response: Response): Promise<Body> => {
    const type = mediaTypeOf(request.headers['content-type'], types);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    read(request, response, (error: unknown) => (error ? reject(overLimit(error, limit)) : resolve()));
    await promise;
    const bytes: Uint8Array = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    return { type, bytes, text: decode(bytes) };
  };
}

function mediaTypeOf(header: string | undefined, types: readonly MediaType[]): MediaType {
  const [essence = '', ...parameters] = (header ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const type = types.find((candidate) => candidate === essence);
  if (!type) throw new Refusal('BAD_TYPE', `Send the body as ${types.join(', ')}`);
  const charset = parameters.map((parameter) => /^charset="?([^"]*)"?$/.exec(parameter)?.[1]).find((name) => name);
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw new Refusal('BAD_TYPE', 'Send the body in UTF-8');
  return type;
}

function overLimit(error: unknown, limit: number): unknown {
  const isOver = error instanceof Error && 'status' in error && error.status === 413;
  return isOver ? new Refusal('TOO_LARGE', `The body is over ${limit} bytes, the most that this call takes`) : error;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('BAD_TEXT', 'The body is not valid UTF-8');
  }
}

/** The value of a JSON text, with every text in it in the form in which texts are kept. */
export function jsonOf({ text }: Pick<Body, 'text'>): unknown {
  return cleaned(strictJson(text));
}

/** Its depth is limited, so it may call itself. */
function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanedText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, cleaned(one)]));
}

/** An escaped half of a surrogate pair gets through the decoder; nobody could be sent what was meant. */
export function cleanedText(text: string): string {
  if (!isWellFormed(text)) throw new Refusal('BAD_TEXT', 'There is half a surrogate pair in the text');
  return cleanText(text);
}
