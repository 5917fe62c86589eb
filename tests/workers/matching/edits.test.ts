import { expect, test } from 'vitest';
import type { Segment } from '../../../src/protocol/article.ts';
import type { Content } from '../../../src/protocol/update.ts';
import { type Matching, match } from '../../../workers/matching/index.ts';
import { Pairs } from '../../../workers/matching/pairs.ts';

/** The edits that newsrooms make, each as a line of names before and after: a small article about a ferry. */
const texts = {
  head: 'Ferry returns to Mole after four dark weeks',
  lead: 'The first ferry in four weeks tied up at the pier of Mole this morning, and half of the island stood in the snow to see it.',
  mail: 'It carried letters, flour and eleven passengers, among them a midwife who had been stranded since the middle of January.',
  fares:
    'The timetable, said the harbour master, will be back to normal by the weekend, and the fares stay as they were.',
  ice: 'Whether she sails tomorrow is another question, which the crew will answer when they have seen the ice at the mouth of the harbour.',
  sleep:
    '“It is only a boat,” said the captain, and went below to sleep for the first time since the day before yesterday.',
};

type Name = keyof typeof texts;

const kindOf = (name: string): Segment['kind'] => (name === 'head' ? 'headline' : 'paragraph');
const segmentsOf = (line: string): Segment[] =>
  line.split(' ').map((name) => ({ kind: kindOf(name), text: texts[name as Name] ?? name }));
const publishedOf = (segments: readonly Segment[]) =>
  segments.map((content, at) => ({
    id: `u${at}`,
    content: { ...content, source: { article: 'a', segment: at } } as Content,
  }));

const whole = segmentsOf('head lead mail fares ice sleep');

/** `kept` is the rest. */
function told({ revised, published, retracted, moved }: Matching): string {
  const parts = [
    ...revised.map(({ id, at }) => `${id} revised as ${at}`),
    ...published.map(({ at }) => `${at} published`),
    ...retracted.map((id) => `${id} retracted`),
    ...moved.map((id) => `${id} moved`),
  ];
  return parts.join(', ');
}

const compare = (after: readonly Segment[], before = whole) => told(match(publishedOf(before), after));
const edited = (change: (segments: Segment[]) => void): Segment[] => {
  const segments = whole.map((segment) => ({ ...segment }));
  change(segments);
  return segments;
};
const paragraph = (text: string): Segment => ({ kind: 'paragraph', text });
const reworded = (name: Name, from: string | RegExp, to: string) => {
  const text = texts[name].replace(from, to);
  expect(text).not.toBe(texts[name]);
  return paragraph(text);
};

const late = paragraph('Police said that nobody was hurt when the gangway slipped, and that it has been replaced.');
const cut = texts.mail.indexOf('who had');

const cases: [edit: string, after: Segment[], entries: string][] = [
  ['nothing', whole, ''],
  ['a typing slip', whole.with(2, reworded('mail', 'passengers', 'passangers')), 'u2 revised as 2'],
  ['a number', whole.with(2, reworded('mail', 'eleven', 'twelve')), 'u2 revised as 2'],
  ['a comma', whole.with(2, reworded('mail', 'flour and', 'flour, and')), 'u2 revised as 2'],
  ['a paragraph put in', whole.toSpliced(3, 0, late), '3 published'],
  ['a paragraph put on top', whole.toSpliced(1, 0, late), '1 published'],
  ['a paragraph put at the end', [...whole, late], '6 published'],
  ['a paragraph taken out', whole.toSpliced(3, 1), 'u3 retracted'],
  [
    'two paragraphs replaced by others',
    whole.toSpliced(
      2,
      2,
      late,
      paragraph('The bakers of the town have promised bread for everybody who comes by noon.'),
    ),
    '2 published, 3 published, u2 retracted, u3 retracted',
  ],
  ['a paragraph replaced by another', whole.with(3, late), '3 published, u3 retracted'],
  [
    'a paragraph split',
    whole.toSpliced(2, 1, paragraph(texts.mail.slice(0, cut)), paragraph(texts.mail.slice(cut))),
    'u2 revised as 2, 3 published',
  ],
  [
    'two paragraphs merged',
    whole.toSpliced(3, 2, paragraph(`${texts.fares} ${texts.ice}`)),
    'u4 revised as 3, u3 retracted',
  ],
  [
    'a rewritten lead',
    whole.with(
      1,
      paragraph('Half of Mole stood in the snow this morning when, after four weeks, a ferry came in again.'),
    ),
    'u1 revised as 1',
  ],
  [
    'a rewritten lead with a paragraph below it',
    whole.toSpliced(
      1,
      1,
      paragraph(
        'Half of the island of Mole stood in the snow this morning to see the first ferry in four weeks come in.',
      ),
      late,
    ),
    'u1 revised as 1, 2 published',
  ],
  ['a sentence added', whole.with(4, paragraph(`${texts.ice} ${late.text}`)), 'u4 revised as 4'],
  ['another headline', whole.with(0, { kind: 'headline', text: 'Mole is back on the map' }), 'u0 revised as 0'],
  ['a paragraph moved up', segmentsOf('head lead sleep mail fares ice'), 'u5 moved'],
  ['a paragraph moved down', segmentsOf('head mail fares ice sleep lead'), 'u1 moved'],
  ['two paragraphs exchanged', segmentsOf('head mail lead fares ice sleep'), 'u1 moved'],
  ['all turned around', segmentsOf('head sleep ice fares mail lead'), 'u1 moved, u2 moved, u3 moved, u4 moved'],
  [
    'moved and corrected',
    segmentsOf('head lead mail ice sleep').toSpliced(1, 0, reworded('fares', 'weekend', 'end of the week')),
    'u3 revised as 1, u3 moved',
  ],
  ['a paragraph made a quote', whole.with(5, { kind: 'quote', text: texts.sleep }), 'u5 revised as 5'],
  ['a paragraph made a heading', whole.with(3, { kind: 'heading', text: texts.fares }), 'u3 revised as 3'],
  [
    'a link put in',
    whole.with(1, { ...whole[1]!, html: '<p><a href="https://x.example/">The</a></p>' }),
    'u1 revised as 1',
  ],
  ['a picture put in', whole.with(1, { ...whole[1]!, media: [{ type: 'image' }] }), 'u1 revised as 1'],
  ['spaces', whole.with(1, paragraph(texts.lead.replaceAll(' ', '  '))), 'u1 revised as 1'],
  ['everything withdrawn', [], 'u0 retracted, u1 retracted, u2 retracted, u3 retracted, u4 retracted, u5 retracted'],
];

test.for(cases)('%s', ([, after, entries]) => {
  expect(compare(after)).toBe(entries);
});

test('an article that is all new has nothing of the old one', () => {
  const other = ['Bakers', 'protest', 'against', 'loaves'].map((word) =>
    paragraph(
      `${word} were in the square on Monday, where the mayor promised to taste everything himself before the vote.`,
    ),
  );
  expect(match(publishedOf(whole), other)).toMatchObject({ kept: [], revised: [], moved: [] });
});

test('the first version of an article is all published, a withdrawn one all retracted', () => {
  expect(match([], whole).published.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(match([], [])).toEqual({ kept: [], revised: [], published: [], retracted: [], moved: [] });
});

test('of several alike, each stays with its neighbours', () => {
  const rule = paragraph('* * *');
  const [a, b, c, d] = whole as [Segment, Segment, Segment, Segment];
  expect(compare([a, b, rule, c, rule, d], [a, rule, b, rule, c, rule, d])).toBe('u1 retracted');
  expect(compare([a, rule, b, rule, c, rule, d], [a, rule, b, c, rule, d])).toBe('3 published');
  expect(compare([a, rule], [rule, a, rule])).toBe('u0 retracted');
  expect(compare([rule, a], [rule, a, rule])).toBe('u2 retracted');
  expect(compare([rule, rule, rule], [rule, rule])).toBe('2 published');
});

test('a picture with another caption is the same picture', () => {
  const picture = (text: string): Segment => ({
    kind: 'media',
    text,
    media: [{ type: 'image', url: 'https://pic.example/ferry.jpg', caption: text }],
  });
  const before = whole.toSpliced(1, 0, picture('The quay.'));
  expect(compare(whole.toSpliced(4, 0, picture('Nobody waits for her in the snow')), before)).toBe(
    'u1 revised as 4, u1 moved',
  );
});

test('words without spaces between them are compared as well', () => {
  const before = [
    paragraph('第一艘渡轮今天早上停靠在码头半个岛的人都来看它'),
    paragraph('它运来了信件面粉和十一名乘客还有一架没有人要的钢琴'),
  ];
  const after = [
    paragraph('晚上人们在广场上放了烟花'),
    paragraph('它运来了信件面粉和十二名乘客还有一架没有人要的钢琴'),
    before[0]!,
  ];
  expect(compare(after, before)).toBe('u1 revised as 1, 0 published, u0 moved');
});

test('where no neighbour tells its place, what is only a little alike is something else', () => {
  const before = [paragraph('The mayor said on Monday that the pier would be closed until the end of the month.')];
  const after = [paragraph('The captain said on Sunday that the boat would sail before the end of the week.')];
  expect(compare(after, before)).toBe('u0 revised as 0');
  const other = [paragraph('The captain said on Sunday that her boat would sail before the week was over.')];
  expect(compare(other, before)).toBe('0 published, u0 retracted');
  const [first, last] = [whole[1]!, whole[2]!];
  expect(compare([first, ...other, last], [first, ...before, last])).toBe('u1 revised as 1');
});

test('what stands in place goes before what is a little more alike elsewhere', () => {
  const [a, b] = [whole[1]!, whole[2]!];
  const before = [a, paragraph('red green blue white black'), b, paragraph('red green blue yellow pink')];
  expect(compare([a, paragraph('red green blue yellow pink black'), b], before)).toBe('u1 revised as 1, u3 retracted');
  expect(compare([a, paragraph('red green blue yellow pink grey'), b], before)).toBe(
    'u3 revised as 1, u1 retracted, u2 moved',
  );
});

test('two cannot be made one', () => {
  const pairs = new Pairs(2, 1);
  pairs.add(0, 0);
  expect(() => pairs.add(1, 0)).toThrow(RangeError);
  expect(() => new Pairs(1, 1).add(0, 1)).toThrow(RangeError);
});

test('a revision keeps what the newsroom added, and loses what the segment does not say any more', () => {
  const content: Content = {
    ...paragraph('Old words of a paragraph that is long enough'),
    html: '<p><b>Old</b></p>',
    warning: 'Flashing lights',
    tags: ['sea'],
    key: true,
    language: 'en',
    byline: 'Ada Moor',
  };
  const { revised } = match([{ id: 'u', content }], [paragraph('New words of a paragraph that is long enough')]);
  expect(revised).toEqual([
    {
      id: 'u',
      at: 0,
      content: {
        kind: 'paragraph',
        text: 'New words of a paragraph that is long enough',
        tags: ['sea'],
        key: true,
        language: 'en',
        byline: 'Ada Moor',
      },
    },
  ]);
});

test('the order of names in a stored medium changes nothing', () => {
  const medium = { type: 'image', url: 'https://pic.example/a.jpg', caption: 'The quay' } as const;
  const { caption, url, type } = medium;
  const before: Segment = { kind: 'media', text: 'The quay', media: [{ caption, url, type }] };
  expect(compare([{ kind: 'media', text: 'The quay', media: [medium] }], [before])).toBe('');
});

test('what an article’s edit leaves as it is, is kept at its new place', () => {
  const { kept } = match(
    publishedOf(whole),
    edited((segments) => segments.splice(1, 1)),
  );
  expect(kept).toEqual([0, 2, 3, 4, 5].map((place, at) => ({ id: `u${place}`, at })));
});
