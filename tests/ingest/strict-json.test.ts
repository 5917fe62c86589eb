import fc from 'fast-check';
import { expect, test } from 'vitest';
import { strictJson } from '../../src/ingest/strict-json.ts';
import { JSON_DEPTH, JSON_NAMES } from '../../src/protocol/limits.ts';

const value = fc
  .jsonValue({ maxDepth: 6 })
  .filter((one) => !/"(__proto__|constructor|prototype)"/.test(JSON.stringify(one)));

test('reads every JSON text that says one thing as JSON.parse does', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 1, '\t'), (said, space) => {
      const text = JSON.stringify(said, null, space);
      expect(strictJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('finds a name that stands twice, wherever and however it is written', () => {
  const escaped = (name: string) =>
    `"${[...name].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1 }), value, value, (name, one, other) => {
      const twice = `{"a":[{${JSON.stringify(name)}:${JSON.stringify(one)},"\\"":1,${escaped(name)}:${JSON.stringify(other)}}]}`;
      expect(() => strictJson(twice)).toThrow(/twice|cannot be used/);
    }),
  );
});

test.for([
  ['a string full of brackets and quotes', String.raw`{"a":"{[\"\\\\\"]}","b":"\\"}`],
  ['an array of strings in an object', '{"a":["b","b"],"c":{"a":"a"}}'],
  ['as many levels as there may be', `${'['.repeat(JSON_DEPTH)}${']'.repeat(JSON_DEPTH)}`],
  [
    'as many names as there may be',
    JSON.stringify(Object.fromEntries(Array.from({ length: JSON_NAMES }, (_, at) => [`n${at}`, 1]))),
  ],
] as const)('takes %s', ([, text]) => {
  expect(strictJson(text)).toEqual(JSON.parse(text));
});

test.for([
  ['a level too many', `${'['.repeat(JSON_DEPTH + 1)}${']'.repeat(JSON_DEPTH + 1)}`],
  [
    'a name too many',
    JSON.stringify(Object.fromEntries(Array.from({ length: JSON_NAMES + 1 }, (_, at) => [`n${at}`, 1]))),
  ],
  ['a reserved name far down', '{"a":[[{"b":{"prototype":1}}]]}'],
  ['what is no JSON', "{'a':1}"],
] as const)('refuses %s', ([, text]) => {
  expect(() => strictJson(text)).toThrow(expect.objectContaining({ code: 'BAD_JSON' }));
});
