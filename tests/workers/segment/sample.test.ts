import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Segment, segmentText } from '../../../workers/segment/index.ts';

const article = readFileSync(new URL('../../../examples/night-ferry.txt', import.meta.url), 'utf8');

/** Every kind that a plain text can have, as an editor would name them. */
const expected: Segment[] = [
  { kind: 'kicker', text: 'Harbour life' },
  { kind: 'headline', text: 'The night ferry Meridian makes her first crossing, nine minutes early' },
  { kind: 'attribution', text: 'By Ada Moor and Tomas Lind', sources: ['Ada Moor', 'Tomas Lind'] },
  {
    kind: 'paragraph',
    text: 'The night ferry Meridian reached Kestrel Island at 05:51 on Saturday after her first crossing from Port Alder, nine minutes ahead of her timetable, with 214 passengers, 31 bicycles and one upright piano on board.',
  },
  {
    kind: 'paragraph',
    text: 'The electric ship had left the old coal quay at 22:00 under a clear sky. Her captain, Ines Okafor, kept the deck lights low for most of the way, so that those who had stayed outside could see the stars.',
  },
  {
    kind: 'quote',
    text: '“We had planned for rain, for fog and for a late train. Nobody had planned for a night as quiet as this one.”\n— Ines Okafor, captain of the Meridian',
  },
  {
    kind: 'box',
    headline: 'Live briefing: The first crossing',
    text: 'Follow the crossing hour by hour in our live briefing, from the loading of the piano to the first coffee on the island. The briefing stays open until the Meridian is back at Port Alder on Sunday evening.',
  },
  { kind: 'heading', text: 'A route that had been missing for decades' },
  {
    kind: 'paragraph',
    text: "The last overnight boat between the two harbours was taken out of service in 1974. Since then, islanders who wanted to reach the morning train had to leave the evening before and sleep in a guest house by the station. “My grandmother still talks about the old boat,” said Jonas Weir, who runs the island's bakery, “and now she has a ticket for the new one.”",
  },
  {
    kind: 'media',
    text: 'WATCH: The Meridian passes the lighthouse at Gull Rock shortly after three in the morning. Our reporter Sam Pike filmed the moment from the upper deck.',
    media: [{ type: 'video' }],
    warning: 'WARNING: The beam of the lighthouse flashes brightly in this video.',
  },
  { kind: 'heading', text: 'What the ferry carries' },
  { kind: 'paragraph', text: 'On an ordinary night, according to the harbour office, the Meridian has room for:' },
  {
    kind: 'list',
    text: "- 320 passengers, half of them in cabins\n- 60 bicycles, free of charge\n- the island's post, milk and library books",
  },
  {
    kind: 'media',
    text: "LISTEN: Piano tuner Wen Hao plays the island's old harbour waltz in the saloon, recorded somewhere between the two shores.",
    media: [{ type: 'audio' }],
  },
  {
    kind: 'paragraph',
    text: "Not everyone slept. In the saloon a card game that had begun before the breakwater was still going on when the sun came up, and the ship's cook, who had meant to serve breakfast at five, was asked for pancakes at a quarter past two. He made them. By four o'clock the smell had woken the upper cabins, and the queue went once around the saloon and out onto the deck, where someone had counted eleven shooting stars and was being corrected by a child who had counted twelve.",
  },
  {
    kind: 'quote',
    text: 'Every harbour is a promise that somebody will come back.\n\n— from the plaque on the coal quay',
  },
  { kind: 'heading', text: 'What happens next?' },
  {
    kind: 'paragraph',
    text: 'The Meridian sails every Friday and Saturday until the end of October. If the cabins are as full as they were this weekend, the harbour office says, a winter timetable will follow.',
  },
  { kind: 'box', text: 'Read more: How a ship is charged between two tides' },
  {
    kind: 'attribution',
    text: 'With reporting from the Alder Courier, Kestrel Radio and the Harbour News Agency',
    sources: ['Alder Courier', 'Kestrel Radio', 'Harbour News Agency'],
  },
];

test('the sample article is cut as an editor would cut it', () => {
  expect(segmentText(article)).toEqual(expected);
});

test('wrapped to seventy columns it is the same article', () => {
  const wrapped = article.replace(/(?=.{71})(.{1,70}) /g, '$1\n').replace(/^(?=> Every)/m, '');
  expect(segmentText(wrapped).filter(({ kind }) => kind === 'paragraph')).toEqual(
    expected.filter(({ kind }) => kind === 'paragraph'),
  );
});
