import { Refusal } from '../protocol/codes.ts';
import { JSON_DEPTH, JSON_NAMES } from '../protocol/limits.ts';

/** Names that change what an object is rather than what it holds. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The value of a JSON text that says one thing only: `JSON.parse` takes a name that stands twice, `__proto__` and any depth,
 * of which readers of the same text make different things.
 */
export function strictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('BAD_JSON'); // without the parser's words: they repeat the text
  }
  look(text);
  return value;
}

/** Goes over a text that is known to be JSON: only strings, brackets and commas have to be told apart. */
function look(text: string): void {
  const open: (Set<string> | undefined)[] = []; // the names so far of each object that is open, undefined for an array
  let nameComes = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    const names = open.at(-1);
    if (character === '"') {
      const end = endOfString(text, at);
      if (nameComes && names) note(JSON.parse(text.slice(at, end)) as string, names);
      nameComes = false;
      at = end - 1;
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : undefined);
      if (open.length > JSON_DEPTH) throw new Refusal('BAD_JSON', `The body is nested over ${JSON_DEPTH} levels deep`);
      nameComes = character === '{';
    } else if (character === '}' || character === ']') {
      open.pop();
      nameComes = false;
    } else if (character === ',') nameComes = names !== undefined;
  }
}

/** The place after a string's closing quote: one with an even number of backslashes before it. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text[quote - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return quote + 1;
  }
}

function note(name: string, names: Set<string>): void {
  if (RESERVED.has(name)) throw new Refusal('BAD_JSON', `The name ${name} cannot be used`);
  if (names.has(name)) throw new Refusal('BAD_JSON', 'A name stands twice in one object');
  names.add(name);
  if (names.size > JSON_NAMES) throw new Refusal('BAD_JSON', `An object has over ${JSON_NAMES} names`);
}
