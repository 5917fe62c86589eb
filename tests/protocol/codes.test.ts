import { expect, test } from 'vitest';
import { CODES, type Code, Refusal } from '../../src/protocol/codes.ts';

const codes = Object.keys(CODES) as Code[];

test.for(codes)('%s is a name, a status of an error, and a sentence', (code) => {
  const { status, retry, title } = CODES[code];
  expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(600);
  expect(['never', 'later', 'now']).toContain(retry);
  expect(title).toMatch(/^[A-Z].*[^.]$/);
});

test('a client may try again whenever the fault is the service’s', () => {
  // 501 is no fault: what is not served now will not be served soon.
  const faults = codes.filter((code) => CODES[code].status >= 500 && CODES[code].status !== 501);
  for (const code of faults) expect(CODES[code].retry, code).not.toBe('never');
});

test('no two codes say the same', () => {
  expect(new Set(codes.map((code) => CODES[code].title)).size).toBe(codes.length);
});

test('a refusal has the status and the retry of its code, and says what the table says or better', () => {
  const refusal = new Refusal('CLOCK_SKEW');
  expect(refusal).toBeInstanceOf(Error);
  expect(refusal).toMatchObject({ name: 'Refusal', code: 'CLOCK_SKEW', status: 503, retry: 'later', extra: {} });
  expect(refusal.message).toBe(CODES.CLOCK_SKEW.title);
  const cause = new Error('The cause');
  const told = new Refusal('REVISION_CONFLICT', 'Revision 3 is there', { revision: 3 }, { cause });
  expect(told).toMatchObject({
    status: 409,
    retry: 'never',
    message: 'Revision 3 is there',
    extra: { revision: 3 },
    cause,
  });
});
