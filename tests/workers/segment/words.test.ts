import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMBINING_MARKS, PARAGRAPH_CHARACTERS } from '../../../src/protocol/limits.ts';
import { cleanText, isWellFormed } from '../../../src/protocol/text.ts';
import { content } from '../../../src/protocol/update.ts';
import { type Segment, segmentText } from '../../../workers/segment/index.ts';

/** Another seed each run; `SEED=… vitest run` repeats one. */
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
console.info(`segment words: SEED=${seed}`);
const runs = (numRuns: number) => ({ seed, numRuns });

const MARKERS = String.raw`[>＞#*_=~•⁂()\[\]（）【】〔〕\p{Dash}]+`;
const EDGES = new RegExp(`^${MARKERS}|${MARKERS}$`, 'gu');
const INVISIBLE = /^\p{Default_Ignorable_Code_Point}*$/u;

/** The words of a text without the markers of lists, quotes and headings and without the brackets of warnings. */
function wordsOf(text: string): string[] {
  return text
    .split(/\s+/)
    .map((word) => word.replace(EDGES, ''))
    .filter((word) => !INVISIBLE.test(word));
}

function charactersOf(text: string): string {
  return wordsOf(text)
    .join('')
    .replace(new RegExp(MARKERS, 'gu'), '')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '');
}

const reading = (segments: readonly Segment[]): string =>
  segments.map(({ headline = '', text, warning = '' }) => [headline, text, warning].join('\n')).join('\n');

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const graphemesOf = (text: string): string[] =>
  [...graphemes.segment(text)].map(({ segment }) => segment).filter((segment) => segment.trim() !== '');

const SPACED =
  'the ferry Ada Reuters AFP dpa и море Київ über été ñandú señor قال البحر رويترز İstanbul ağaç światło नमस्ते क्षत्रिय שלום ' +
  'Mr. Dr. J. U.S. 10.5 14:05 “yes” «oui» „ja“ ‘it’s’ "no" end. why? now! so, then; and: — - – * ** # > (WARNING: [x] … % & ' +
  'می‌خواهم 👨‍👩‍👧‍👦 🇺🇦🇫🇷 👍🏽 e\u0301 x\u0301\u0302\u0303 a\u00a0b VIDEO: PHOTO: WATCH: disturbing.) said';
const UNSPACED = '渡輪今夜啟航。 記者 「静かな夜」 海が光った。 เรือข้ามฟาก ភាសាខ្មែរ။ 新华社 （警告：';

const word = (words: string) => fc.constantFrom(...words.split(' '));
const sentence = (words: string) =>
  fc.array(word(words), { minLength: 1, maxLength: 14 }).map((found) => found.join(' '));
const line = (words: string) =>
  fc
    .tuple(
      fc.constantFrom(
        '',
        '',
        '',
        '',
        '- ',
        '* ',
        '• ',
        '1. ',
        '2) ',
        '> ',
        '# ',
        '## ',
        '— ',
        '  ',
        '\u3000',
        'WATCH: ',
        'Live: ',
      ),
      fc.array(sentence(words), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '', '.', '?', ':', '.”', ' (WARNING: Graphic.)', '。'),
    )
    .map(([marker, sentences, end]) => marker + sentences.join('. ') + end);
const long = (words: string) =>
  fc.array(sentence(words), { minLength: 40, maxLength: 90 }).map((sentences) => sentences.join('. '));
const signs = fc.constantFrom(
  '---',
  '===',
  '***',
  '* * *',
  '>',
  '',
  '',
  '\u200b',
  '“',
  '—',
  '•',
  '(',
  ')',
  'Reuters, AFP',
);
const article = (words: string) =>
  fc
    .array(
      fc.tuple(
        fc.oneof(
          { weight: 8, arbitrary: line(words) },
          { weight: 1, arbitrary: long(words) },
          { weight: 2, arbitrary: signs },
        ),
        fc.constantFrom('\n', '\n\n', '\n\n', '\r\n', '\r\n\r\n', '\u2029', '\n \n'),
      ),
      { maxLength: 14 },
    )
    .map((lines) => lines.flat().join(''));

describe(`whatever the article (seed ${seed})`, () => {
  test('every word is read once, in its order', () => {
    fc.assert(
      fc.property(article(SPACED), (text) => {
        expect(wordsOf(reading(segmentText(text)))).toEqual(wordsOf(cleanText(text)));
      }),
      runs(800),
    );
  });

  test('every character is read once, in its order, in scripts without spaces too', () => {
    fc.assert(
      fc.property(
        fc.oneof(article(`${SPACED} ${UNSPACED}`), fc.string({ unit: 'binary', maxLength: 3_000 })),
        (text) => {
          expect(charactersOf(reading(segmentText(text)))).toBe(charactersOf(cleanText(text)));
        },
      ),
      runs(800),
    );
  });

  test('every segment is a valid update', () => {
    fc.assert(
      fc.property(article(`${SPACED} ${UNSPACED}`), fc.option(sentence(SPACED), { nil: undefined }), (text, title) => {
        const segments = segmentText(text, { language: 'en', ...(title !== undefined && { title }) });
        for (const segment of segments) {
          expect(content.safeParse(segment).error).toBeUndefined();
          expect(segment.text).toBe(segment.text.trim());
          if (segment.kind === 'paragraph') expect(segment.text.length).toBeLessThanOrEqual(PARAGRAPH_CHARACTERS);
        }
      }),
      runs(400),
    );
  });

  test('no segment begins or ends inside a grapheme', () => {
    const unit = fc.constantFrom(
      '👨‍👩‍👧‍👦',
      '🇺🇦',
      '🏴󠁧󠁢󠁷󠁬󠁳󠁿',
      'क्षि',
      'క్ష్మ',
      'e\u0302\u0323',
      'ᄒ\u1161ᆫ',
      'ก็',
      'a',
      '. ',
      '漢',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(unit, { minLength: 300, maxLength: 1_500 }), (units) => {
        const text = `a${units.join('')}`; // a letter first, since a flag at the start of a line is an image to nobody
        expect(segmentText(text).flatMap((segment) => graphemesOf(segment.text))).toEqual(graphemesOf(cleanText(text)));
      }),
      runs(150),
    );
  });

  test('its language changes nothing but what it says of itself', () => {
    fc.assert(
      fc.property(article(SPACED), fc.constantFrom('en', 'ar', 'uk', 'zh-Hant', 'no such tag'), (text, language) => {
        const untold = segmentText(text).map((segment) => ({ ...segment, language }));
        expect(segmentText(text, { language })).toEqual(untold);
      }),
      runs(200),
    );
  });

  test('cleaning a text twice is the same as cleaning it once', () => {
    const unit = fc.constantFrom(
      ...'\r\n\v\f \t\u0085\u2028\u0000\u009f\ufeff\u200b\u200c\u200d\u2060\u200e\u202e\u2066\u0301\u0323\u0344\u0958ae\u00ad',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(unit).map((found) => found.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const clean = cleanText(text);
          expect(cleanText(clean)).toBe(clean);
          expect(isWellFormed(clean)).toBe(true);
          expect(clean).toBe(clean.normalize('NFC'));
          expect(clean).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069\ufeff]/u);
          expect(clean).not.toMatch(new RegExp(`\\p{M}{${COMBINING_MARKS + 1}}`, 'u'));
        },
      ),
      { ...runs(2_000), examples: [[`a${'\u0344'.repeat(8)}`]] },
    );
  });
});
