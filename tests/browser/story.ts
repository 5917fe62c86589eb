import type { Entry } from '../../src/protocol/entries.ts';
import type { Content } from '../../src/protocol/update.ts';
import { fileOf } from '../protocol/exports.ts';

/** An evening, as it was told: for pictures. Times are fixed, so that these change when what they show does. */
const DAY = '2025-03-14';
const at = (time: string) => `${DAY}T${time}:00.000Z`;

type Told = Omit<Content, 'kind'> & { time: string; correction?: { time: string; from: string; note: string } };

function log(id: string, title: string, language: string, told: readonly Told[], pinned?: number): Entry[] {
  const entries: Entry[] = [{ seq: 1, at: at('17:30'), type: 'opened', briefing: { id, title, language } }];
  const add = (entry: DistributiveOmit<Entry, 'seq'>) => entries.push({ ...entry, seq: 0 } as Entry);
  for (const [index, { time, correction, text, ...content }] of told.entries()) {
    const update = { id: `u${index + 1}`, revision: 1, kind: 'paragraph', ...content } as const;
    add({
      at: at(time),
      type: 'published',
      update: { ...update, text: correction ? text.replace(...wordsOf(correction)) : text },
    });
    if (!correction) continue;
    const [after, before] = wordsOf(correction);
    const [start = '', end = ''] = text.split(after);
    const diff = [
      ['=', start],
      ['-', before],
      ['+', after],
      ['=', end],
    ] as const;
    add({
      at: at(correction.time),
      type: 'revised',
      update: { ...update, revision: 2, text },
      correction: { note: correction.note, diff },
    });
  }
  if (pinned !== undefined) add({ at: at('21:58'), type: 'pinned', id: `u${pinned}` });
  return entries
    .toSorted((one, other) => (one.at < other.at ? -1 : 1))
    .map((entry, index) => ({ ...entry, seq: index + 1 }));
}

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/** The words that are right, and those that were there before. */
function wordsOf({ from }: { from: string }): [after: string, before: string] {
  const [before = '', after = ''] = from.split(' -> ');
  return [after, before];
}

const FERRY: readonly Told[] = [
  { time: '17:42', text: 'The harbour office says that the evening ferry will sail in spite of the gale warning.' },
  { time: '18:10', text: 'Forty people are aboard, and a piano.' },
  {
    time: '18:31',
    key: true,
    headline: 'The Meridian casts off',
    text: 'She leaves the old coal quay nine minutes early, her lights out.',
  },
  { time: '18:33', text: 'From the pier she can be heard before she can be seen.' },
  { time: '19:20', text: 'The wind has turned to the north-west, force eight.' },
  { time: '20:05', text: 'The lighthouse keeper on Kestrel Island has lit both lamps.' },
  {
    time: '20:48',
    key: true,
    headline: 'No word from the Meridian',
    text: 'The coastguard has called her on three channels for half an hour.',
  },
  { time: '20:52', text: 'A lifeboat is being made ready on the island. Its crew is told to wait.' },
  { time: '21:04', text: 'Families have come to the harbour office. There is tea, and a telephone.' },
  { time: '21:30', text: 'The rain has stopped. From the pier one can see as far as the third buoy.' },
  { time: '21:41', key: true, headline: 'A light beyond the third buoy', text: 'It answers the lighthouse, twice.' },
  {
    time: '21:50',
    text: 'All forty-one people aboard are well, says her captain. So is the piano.',
    byline: 'Ada Moor',
    correction: { time: '21:57', from: 'forty -> forty-one', note: 'A child was born on the crossing' },
  },
  { time: '22:02', text: 'The first lines are ashore on Kestrel Island.' },
];

const FERRY_IN_ARABIC: readonly Told[] = [
  {
    time: '20:48',
    key: true,
    headline: 'لا خبر من العبّارة',
    text: 'ينادي خفر السواحل العبّارة منذ نصف ساعة على ثلاث قنوات.',
  },
  { time: '21:04', text: 'جاءت العائلات إلى مكتب الميناء. هناك شاي وهاتف.' },
  { time: '21:41', key: true, headline: 'ضوء وراء العوّامة الثالثة', text: 'أجاب المنارةَ مرّتين.' },
  {
    time: '21:50',
    text: 'يقول القبطان إن واحدًا وأربعين شخصًا على متنها بخير، وكذلك البيانو.',
    byline: 'آدا مور',
    correction: { time: '21:57', from: 'أربعين شخصًا -> واحدًا وأربعين شخصًا', note: 'وُلد طفل أثناء العبور' },
  },
  { time: '22:02', text: 'وصلت الحبال الأولى إلى رصيف الجزيرة.' },
];

/** When the last of it has just happened, and a moment in the middle. */
export const EVENING = at('22:04');
export const MIDDLE = at('21:04');

/** The logs of two briefings, as files to be imported. */
export const STORIES = {
  ferry: fileOf(log('ferry', 'The night ferry', 'en-GB', FERRY, 11), { briefing: 'ferry', epoch: 'ferrylog' }),
  abbara: fileOf(log('abbara', 'عبّارة الليل', 'ar', FERRY_IN_ARABIC), { briefing: 'abbara', epoch: 'abbaralo' }),
} as const;
