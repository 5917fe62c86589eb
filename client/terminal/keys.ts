/** What a reader at a terminal can ask of a replay. `pause` takes itself back. */
export type Wish = 'pause' | 'back' | 'forward' | 'faster' | 'slower' | 'live' | 'quit';

export const KEYS_HELP = 'space: pause, ← →: back and forth, + −: speed, l: live, q: quit';

/** The wishes in what a terminal in raw mode sends at once: a key that is held down, or a paste, is several. */
export function wishesOf(bytes: Uint8Array): Wish[] {
  const keys = new TextDecoder().decode(bytes).match(KEY) ?? [];
  return keys.map((key) => WISHES.get(key)).filter((wish) => wish !== undefined);
}

/** A whole escape sequence, so that its letters are not taken for keys of their own; or a character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what keys send
const KEY = /\u001b\[[\d;]*[^\d;]|\u001bO.|./gsu;

/** The arrows are sent in two ways, by the mode that a terminal was left in; raw mode gives Ctrl-C and Ctrl-D as keys. */
const WISHES: ReadonlyMap<string, Wish> = new Map([
  [' ', 'pause'],
  ['\u001b[D', 'back'],
  ['\u001bOD', 'back'],
  ['\u001b[C', 'forward'],
  ['\u001bOC', 'forward'],
  ['+', 'faster'],
  ['=', 'faster'], // + without shift
  ['-', 'slower'],
  ['−', 'slower'],
  ['l', 'live'],
  ['L', 'live'],
  ['q', 'quit'],
  ['Q', 'quit'],
  ['\u0003', 'quit'],
  ['\u0004', 'quit'],
]);
