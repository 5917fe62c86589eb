import { Refusal } from '../protocol/codes.ts';
import { IDEMPOTENCY_KEY_CHARACTERS } from '../protocol/limits.ts';
import { digest } from './requests.ts';

/** 128 bits in 25 characters of [0-9a-z]. */
const SEED_CHARACTERS = 25;

/** From the key and everything that was sent: should a key come again after its day with another request, it is another. */
export function keyedSeed(key: string, fingerprint: string): string {
  return inLetters(digest(key, fingerprint).slice(0, 32));
}

export function randomSeed(random: (bytes: number) => Uint8Array): string {
  return inLetters(Buffer.from(random(16)).toString('hex'));
}

function inLetters(hex: string): string {
  return BigInt(`0x${hex}`).toString(36).padStart(SEED_CHARACTERS, '0');
}

export const articleIdOf = (seed: string) => `a${seed}`;
export const updateIdOf = (seed: string) => `u${seed}`;
/** An operation is one change of a log, whoever sends it and how often. */
export const operationOf = (change: string, seed: string) => `${change}:${seed}`;

const SLUG_CHARACTERS = 60;
const SUFFIX_CHARACTERS = 6;

/** A title as it can stand in an address, and the same with some letters, should another briefing have it. */
export function briefingIdsOf(title: string, seed: string): readonly string[] {
  const letters = title
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  const words = letters.split(/[^a-z0-9]+/).filter((word) => word !== '');
  const slug = words.join('-').slice(0, SLUG_CHARACTERS).replace(/-$/, '');
  const plain = slug || 'briefing';
  return [plain, `${plain}-${seed.slice(-SUFFIX_CHARACTERS)}`];
}

/** The value of `Idempotency-Key`, if there is one; a draft of its standard puts it in quotes. */
export function idempotencyKeyOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = /^(?:"([!#-~]+)"|([!#-~]+))$/.exec(String(header));
  const value = key?.[1] ?? key?.[2];
  if (value === undefined || value.length > IDEMPOTENCY_KEY_CHARACTERS)
    throw new Refusal(
      'BAD_REQUEST',
      `Idempotency-Key must be 1 to ${IDEMPOTENCY_KEY_CHARACTERS} visible ASCII characters without blanks`,
    );
  return value;
}
