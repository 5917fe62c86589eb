import { createHash, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../protocol/codes.ts';

const hash = (text: string) => createHash('sha256').update(text).digest();

/** Checks `Authorization: Bearer <key>` in a time that tells nothing of the key: digests are compared, of one length, to the end. */
export function createAuthorise(key: string): (header: string | undefined) => void {
  const expected = hash(key);
  return (header) => {
    const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
    if (!timingSafeEqual(hash(token), expected))
      throw new Refusal('BAD_KEY', 'Send the editor key as Authorization: Bearer <key>');
  };
}
