import { describe, expect, test } from 'vitest';
import { TEXT_CHARACTERS } from '../../../src/protocol/limits.ts';
import { type Segment, segmentText } from '../../../workers/segment/index.ts';

type Case = { name: string; text: string; expected: Segment[] };

/** `made('paragraph')('…')`: a segment of a kind, with whatever else it has. */
const made =
  (kind: Segment['kind']) =>
  (text: string, more: Partial<Segment> = {}): Segment => ({ kind, text, ...more });
const [kicker, headline, paragraph, heading] = [made('kicker'), made('headline'), made('paragraph'), made('heading')];
const [quote, box, list] = [made('quote'), made('box'), made('list')];
const media = (type: 'video' | 'image' | 'audio', text: string, more: Partial<Segment> = {}): Segment =>
  made('media')(text, { media: [{ type }], ...more });
const credit = (text: string, ...sources: string[]): Segment => made('attribution')(text, { sources });
const rtl = (segment: Segment): Segment => ({ ...segment, direction: 'rtl' });

const A = 'The ferry left the quay at ten in the evening.';
const B = 'It came back at dawn, with all its lamps lit and one passenger more than it had taken.';

const titles: Case[] = [
  {
    name: 'a kicker, a headline and text',
    text: `Harbour life\n\nNight ferry reaches the island nine minutes early\n\n${A}`,
    expected: [kicker('Harbour life'), headline('Night ferry reaches the island nine minutes early'), paragraph(A)],
  },
  {
    name: 'a headline alone',
    text: `Night ferry reaches the island nine minutes early\n\n${A}`,
    expected: [headline('Night ferry reaches the island nine minutes early'), paragraph(A)],
  },
  {
    name: 'a headline that asks',
    text: `Will the night ferry sail again?\n\n${A}\n\n${B}`,
    expected: [headline('Will the night ferry sail again?'), paragraph(A), paragraph(B)],
  },
  {
    name: 'a headline that shouts; below it, a short call is not a heading',
    text: `The night ferry is back after more than fifty years, and with her the card games of the old saloon!\n\n${A}\n\nAll aboard!\n\n${B}`,
    expected: [
      headline('The night ferry is back after more than fifty years, and with her the card games of the old saloon!'),
      paragraph(A),
      paragraph('All aboard!'),
      paragraph(B),
    ],
  },
  {
    name: 'a long headline with a line below it',
    text: `Night ferry reaches the island nine minutes early\n\nThe captain kept the lamps low so that all could see the stars\n\n${A}`,
    expected: [
      headline('Night ferry reaches the island nine minutes early'),
      heading('The captain kept the lamps low so that all could see the stars'),
      paragraph(A),
    ],
  },
  {
    name: 'author and date under the headline are not headings',
    text: `Night ferry reaches the island\n\nBy Ada Moor\n\n7 March 2031, 14:05\n\n${A}`,
    expected: [
      headline('Night ferry reaches the island'),
      credit('By Ada Moor', 'Ada Moor'),
      paragraph('7 March 2031, 14:05'),
      paragraph(A),
    ],
  },
  {
    name: 'one short line is not a headline of nothing',
    text: 'Ferry on time',
    expected: [paragraph('Ferry on time')],
  },
  { name: 'prose from the first line', text: `${A}\n\n${B}`, expected: [paragraph(A), paragraph(B)] },
  {
    name: 'a heading between paragraphs',
    text: `${A}\n\nHow it came back\n\n${B}`,
    expected: [paragraph(A), heading('How it came back'), paragraph(B)],
  },
  {
    name: 'a question that a paragraph answers',
    text: `${A}\n\nWhen did it come back?\n\n${B}`,
    expected: [paragraph(A), heading('When did it come back?'), paragraph(B)],
  },
  {
    name: 'a short sentence between paragraphs',
    text: `${A}\n\nNobody slept.\n\n${B}`,
    expected: [paragraph(A), paragraph('Nobody slept.'), paragraph(B)],
  },
  {
    name: 'a short line that goes on small, and one that says two things, are no headings',
    text: `${A}\n\nand then it was over\n\n${B}\n\nHe slept well. She did not\n\n${A}`,
    expected: [A, 'and then it was over', B, 'He slept well. She did not', A].map((text) => paragraph(text)),
  },
  {
    name: 'a short line at the very end is not a heading',
    text: `${A}\n\nThe crew says thank you`,
    expected: [paragraph(A), paragraph('The crew says thank you')],
  },
  {
    name: 'titles marked with # and with underlines',
    text: `# Night ferry sails\n\n${A}\n\n## The way back ##\n${B}\n\nThe morning\n-----------\n${A}`,
    expected: [
      headline('Night ferry sails'),
      paragraph(A),
      heading('The way back'),
      paragraph(B),
      heading('The morning'),
      paragraph(A),
    ],
  },
  {
    name: 'a rule under a sentence, and a hashtag, are no titles',
    text: `${A}\n---\n#nightferry was seen everywhere that night, said the captain.\n\n* * *\n\n${B}`,
    expected: [paragraph(A), paragraph('#nightferry was seen everywhere that night, said the captain.'), paragraph(B)],
  },
  {
    name: 'three short lines in a row are not headings, two are',
    text: `${A}\n\nBread\n\nMilk\n\nBooks\n\n${B}\n\nThe way back\n\nIn the dark\n\n${A}`,
    expected: [
      ...[A, 'Bread', 'Milk', 'Books', B].map((text) => paragraph(text)),
      heading('The way back'),
      heading('In the dark'),
      paragraph(A),
    ],
  },
  {
    name: 'Turkish titles',
    text: 'Liman hayatı\n\nGece feribotu adaya dokuz dakika erken vardı\n\nFeribot akşam onda rıhtımdan ayrıldı.',
    expected: [
      kicker('Liman hayatı'),
      headline('Gece feribotu adaya dokuz dakika erken vardı'),
      paragraph('Feribot akşam onda rıhtımdan ayrıldı.'),
    ],
  },
  {
    name: 'Chinese titles, with the stop of that script',
    text: '港口生活\n\n夜间渡轮首航提前九分钟抵达红隼岛\n\n渡轮于晚上十点离开码头。\n\n回程\n\n黎明时分，它亮着所有的灯回来了。',
    expected: [
      kicker('港口生活'),
      headline('夜间渡轮首航提前九分钟抵达红隼岛'),
      paragraph('渡轮于晚上十点离开码头。'),
      heading('回程'),
      paragraph('黎明时分，它亮着所有的灯回来了。'),
    ],
  },
  {
    name: 'Hindi paragraphs end with a danda',
    text: 'रात की नौका समय से पहले द्वीप पहुँची\n\nनौका शाम को घाट से चली।\n\nसुबह वापस आई।',
    expected: [
      headline('रात की नौका समय से पहले द्वीप पहुँची'),
      paragraph('नौका शाम को घाट से चली।'),
      paragraph('सुबह वापस आई।'),
    ],
  },
  {
    name: 'Arabic titles, a question and text run from right to left',
    text: 'حياة الميناء\n\nالعبارة الليلية تصل إلى الجزيرة قبل موعدها بتسع دقائق\n\nغادرت العبارة الرصيف في العاشرة مساء.\n\nهل تبحر العبارة مرة أخرى؟\n\nتبحر العبارة كل جمعة وسبت حتى نهاية شهر أكتوبر.',
    expected: [
      kicker('حياة الميناء'),
      headline('العبارة الليلية تصل إلى الجزيرة قبل موعدها بتسع دقائق'),
      paragraph('غادرت العبارة الرصيف في العاشرة مساء.'),
      heading('هل تبحر العبارة مرة أخرى؟'),
      paragraph('تبحر العبارة كل جمعة وسبت حتى نهاية شهر أكتوبر.'),
    ].map(rtl),
  },
];

const quotes: Case[] = [
  {
    name: 'a block that is wholly quoted',
    text: `${A}\n\n“I have never seen so many stars. Never.”\n\n${B}`,
    expected: [paragraph(A), quote('“I have never seen so many stars. Never.”'), paragraph(B)],
  },
  {
    name: 'a paragraph that begins and ends with quotes but tells something between them',
    text: `${A}\n\n“It was dark,” the captain said. “It was quiet.”`,
    expected: [paragraph(A), paragraph('“It was dark,” the captain said. “It was quiet.”')],
  },
  {
    name: 'a quote signed on its next line',
    text: '“It was dark. It was quiet.”\n— Ines Okafor, captain',
    expected: [quote('“It was dark. It was quiet.”\n— Ines Okafor, captain')],
  },
  {
    name: 'a quote signed in the next block, after a dash of another kind',
    text: `«Всё было тихо.»\n\n– Инес Окафор, капитан\n\n${A}`,
    expected: [quote('«Всё было тихо.»\n– Инес Окафор, капитан'), paragraph(A)],
  },
  {
    name: 'German and Polish quotation marks',
    text: '„Es war still.“\n\n„Było cicho”.\n\n»Es blieb still.«',
    expected: [quote('„Es war still.“'), quote('„Było cicho”.'), quote('»Es blieb still.«')],
  },
  {
    name: 'French quotation marks with no-break spaces, and with a speaker',
    text: '«\u00a0La nuit était calme.\u00a0»\n\n«\u00a0La nuit était calme\u00a0», dit-elle.',
    expected: [quote('«\u00a0La nuit était calme.\u00a0»'), paragraph('«\u00a0La nuit était calme\u00a0», dit-elle.')],
  },
  {
    name: 'Japanese quotation marks, nested',
    text: '「船長は『静かな夜だ』と言いました。」\n\n「静かな夜だ」と船長は言った。',
    expected: [quote('「船長は『静かな夜だ』と言いました。」'), paragraph('「静かな夜だ」と船長は言った。')],
  },
  {
    name: 'an apostrophe does not close a quote',
    text: '‘It’s a quiet night and that’s all.’',
    expected: [quote('‘It’s a quiet night and that’s all.’')],
  },
  {
    name: 'a quote of two paragraphs, opened twice and closed once',
    text: `“It was dark and it was quiet.\n\n“We could see every star.”\n\n${A}`,
    expected: [quote('“It was dark and it was quiet.'), quote('“We could see every star.”'), paragraph(A)],
  },
  {
    name: 'lines marked with >',
    text: `${A}\n\n> It was dark,\n> and it was quiet.\n>\n>> We slept.\n\n${B}`,
    expected: [paragraph(A), quote('It was dark,\nand it was quiet.\n\nWe slept.'), paragraph(B)],
  },
  {
    name: 'Spanish dialogue with dashes is neither list nor quote',
    text: '—¿Ha salido ya el barco?\n—Sale a las diez.\n—Entonces esperamos.',
    expected: [
      paragraph('—¿Ha salido ya el barco?'),
      paragraph('—Sale a las diez.'),
      paragraph('—Entonces esperamos.'),
    ],
  },
];

const inserts: Case[] = [
  {
    name: 'a labelled title with its paragraph',
    text: `${A}\n\nLive briefing: The first crossing\n\nFollow the crossing hour by hour.\n\n${B}`,
    expected: [
      paragraph(A),
      box('Follow the crossing hour by hour.', { headline: 'Live briefing: The first crossing' }),
      paragraph(B),
    ],
  },
  {
    name: 'the same in Ukrainian, in Arabic and in Japanese',
    text: `${A}\n\nНаживо: перший рейс\n\nСтежте за рейсом щогодини.\n\nتغطية مباشرة: الرحلة الأولى\n\nتابعوا الرحلة ساعة بساعة.\n\nライブ：初めての航海\n\n航海を一時間ごとにお伝えします。`,
    expected: [
      paragraph(A),
      box('Стежте за рейсом щогодини.', { headline: 'Наживо: перший рейс' }),
      rtl(box('تابعوا الرحلة ساعة بساعة.', { headline: 'تغطية مباشرة: الرحلة الأولى' })),
      box('航海を一時間ごとにお伝えします。', { headline: 'ライブ：初めての航海' }),
    ],
  },
  {
    name: 'by its shape in a language that no table has (Hungarian)',
    text: 'A komp este tízkor indult.\n\nÉlő közvetítés: az első átkelés\n\nKövesse az átkelést óráról órára.\n\nHajnalban tért vissza.',
    expected: [
      paragraph('A komp este tízkor indult.'),
      box('Kövesse az átkelést óráról órára.', { headline: 'Élő közvetítés: az első átkelés' }),
      paragraph('Hajnalban tért vissza.'),
    ],
  },
  {
    name: 'a known label may ask',
    text: `${A}\n\nAnalyse: Fährt sie wieder?\n\nVieles spricht dafür.`,
    expected: [paragraph(A), box('Vieles spricht dafür.', { headline: 'Analyse: Fährt sie wieder?' })],
  },
  {
    name: 'a headline with a colon is still a headline',
    text: `Ferries: the night boat is back\n\n${A}`,
    expected: [headline('Ferries: the night boat is back'), paragraph(A)],
  },
  {
    name: 'a time is not a label',
    text: `${A}\n\n14:05 The ferry is back\n\n${B}`,
    expected: [paragraph(A), heading('14:05 The ferry is back'), paragraph(B)],
  },
  {
    name: 'a link stands alone, in French and in Russian',
    text: `${A}\n\nÀ lire aussi\u00a0: Comment on recharge un navire\n\n${B}\n\nЧитайте также: Как заряжают корабль`,
    expected: [
      paragraph(A),
      box('À lire aussi\u00a0: Comment on recharge un navire'),
      paragraph(B),
      box('Читайте также: Как заряжают корабль'),
    ],
  },
];

const pictures: Case[] = [
  {
    name: 'a video with a warning',
    text: 'WATCH: The ferry passes the lighthouse. (WARNING: The beam flashes.)',
    expected: [media('video', 'WATCH: The ferry passes the lighthouse.', { warning: 'WARNING: The beam flashes.' })],
  },
  {
    name: 'a warning in a line of its own',
    text: `WATCH: The ferry passes the lighthouse.\n\n(WARNING: The beam flashes.)\n\n${A}`,
    expected: [
      media('video', 'WATCH: The ferry passes the lighthouse.', { warning: 'WARNING: The beam flashes.' }),
      paragraph(A),
    ],
  },
  {
    name: 'a warning in the middle stays, so that the words keep their order',
    text: 'WATCH: The ferry (WARNING: it flashes) passes the lighthouse.',
    expected: [media('video', 'WATCH: The ferry (WARNING: it flashes) passes the lighthouse.')],
  },
  {
    name: 'a warning that is longer than a line stays',
    text: `WATCH: The ferry. (WARNING: ${'It flashes. '.repeat(50)}Really.)`,
    expected: [media('video', `WATCH: The ferry. (WARNING: ${'It flashes. '.repeat(50)}Really.)`)],
  },
  {
    name: 'brackets that do not warn stay',
    text: 'WATCH: The ferry passes the lighthouse (filmed by: Sam Pike)',
    expected: [media('video', 'WATCH: The ferry passes the lighthouse (filmed by: Sam Pike)')],
  },
  {
    name: 'French, with its space before the colon, its capitals and its full stop',
    text: 'REGARDEZ\u00a0: le bateau passe le phare. (ATTENTION\u00a0: lumière vive.)\n\nVIDÉO. Le départ\n\nÉcoutez : la valse du port.',
    expected: [
      media('video', 'REGARDEZ\u00a0: le bateau passe le phare.', { warning: 'ATTENTION\u00a0: lumière vive.' }),
      media('video', 'VIDÉO. Le départ'),
      media('audio', 'Écoutez : la valse du port.'),
    ],
  },
  {
    name: 'German, Spanish, Portuguese, Italian, Polish and Turkish labels',
    text: [
      'Foto: Die Fähre im Hafen',
      'ESCUCHE: El vals del puerto',
      'Assista: O barco chega à ilha',
      'Guarda: la nave al porto',
      'Zdjęcie: Prom w porcie',
      'İZLE: Feribot limanda',
    ].join('\n\n'),
    expected: [
      media('image', 'Foto: Die Fähre im Hafen'),
      media('audio', 'ESCUCHE: El vals del puerto'),
      media('video', 'Assista: O barco chega à ilha'),
      media('video', 'Guarda: la nave al porto'),
      media('image', 'Zdjęcie: Prom w porcie'),
      media('video', 'İZLE: Feribot limanda'),
    ],
  },
  {
    name: 'Ukrainian, Russian, Chinese, Japanese labels, with their warnings',
    text: 'ДИВІТЬСЯ: Пором у порту. (УВАГА: спалахи.)\n\nВидео: Паром в порту.\n\n视频：渡轮经过灯塔。（警告：闪光。）\n\n写真：港の船\n\n【動画】灯台のそばを通る船【閲覧注意】',
    expected: [
      media('video', 'ДИВІТЬСЯ: Пором у порту.', { warning: 'УВАГА: спалахи.' }),
      media('video', 'Видео: Паром в порту.'),
      media('video', '视频：渡轮经过灯塔。', { warning: '警告：闪光。' }),
      media('image', '写真：港の船'),
      media('video', '【動画】灯台のそばを通る船', { warning: '閲覧注意' }),
    ],
  },
  {
    name: 'Arabic video with a warning',
    text: 'شاهد: العبارة تمر بالمنارة. (تحذير: ضوء ساطع.)',
    expected: [rtl(media('video', 'شاهد: العبارة تمر بالمنارة.', { warning: 'تحذير: ضوء ساطع.' }))],
  },
  {
    name: 'by its shape in a language that no table has (Hungarian)',
    text: 'NÉZZE MEG: A komp elhalad a világítótorony mellett. (FIGYELEM: Villogó fény.)',
    expected: [
      media('video', 'NÉZZE MEG: A komp elhalad a világítótorony mellett.', { warning: 'FIGYELEM: Villogó fény.' }),
    ],
  },
  {
    name: 'a sign instead of a label',
    text: '🎥 The ferry passes the lighthouse\n\n📷 The quay\n\n🎧 The waltz',
    expected: [
      media('video', '🎥 The ferry passes the lighthouse'),
      media('image', '📷 The quay'),
      media('audio', '🎧 The waltz'),
    ],
  },
  {
    name: 'a label on a line of its own',
    text: `Photo\n\nThe ferry at the quay.\n\nVideo\nThe ferry leaves the quay.\n\n(WARNING: It is loud.)\n\n${A}`,
    expected: [
      media('image', 'Photo\nThe ferry at the quay.'),
      media('video', 'Video\nThe ferry leaves the quay.', { warning: 'WARNING: It is loud.' }),
      paragraph(A),
    ],
  },
  {
    name: 'a place before a colon is not a label, nor is a word that only begins a sentence',
    text: 'KESTREL ISLAND: The ferry is back.\n\nWatch out for the rope.\n\nPhoto. He nodded.',
    expected: [
      paragraph('KESTREL ISLAND: The ferry is back.'),
      paragraph('Watch out for the rope.'),
      paragraph('Photo. He nodded.'),
    ],
  },
];

const credits: Case[] = [
  {
    name: 'agencies at the end',
    text: `${A}\n\nWith reporting from Reuters, AFP, the BBC and dpa`,
    expected: [
      paragraph(A),
      credit('With reporting from Reuters, AFP, the BBC and dpa', 'Reuters', 'AFP', 'BBC', 'dpa'),
    ],
  },
  ...(
    [
      ['German', 'Mit Material von dpa, AFP und Reuters', 'dpa', 'AFP', 'Reuters'],
      ['French', 'Avec l’AFP et Le Monde', 'AFP', 'Le Monde'],
      ['Spanish', 'Con información de EFE y AP', 'EFE', 'AP'],
      ['Portuguese', 'Com informações da Reuters e da Lusa', 'Reuters', 'Lusa'],
      ['Italian', 'Fonte: ANSA', 'ANSA'],
      ['Polish', 'Źródło: PAP, Reuters', 'PAP', 'Reuters'],
      ['Ukrainian', 'За матеріалами Укрінформ та Reuters', 'Укрінформ', 'Reuters'],
      ['Russian', 'По материалам ТАСС, РИА Новости и «Интерфакса»', 'ТАСС', 'РИА Новости', '«Интерфакса»'],
      ['Turkish', 'Kaynak: Anadolu ve Reuters', 'Anadolu', 'Reuters'],
      ['Chinese', '（来源：新华社、路透社）', '新华社', '路透社'],
      ['Chinese without a lead', '据新华社、路透社和法新社报道', '新华社', '路透社', '法新社'],
      ['Hungarian, in no table', 'A Reuters, az AFP és az AP jelentései alapján', 'Reuters', 'AFP', 'AP'],
      ['brackets', '(AFP, dpa/Reuters)', 'AFP', 'dpa', 'Reuters'],
      ['a name with a slash', 'With reporting by RFE/RL and AP.', 'RFE/RL', 'AP'],
      ['two roles', 'Reporting by Ada Moor and Sam Pike; editing by Wen Hao', 'Ada Moor', 'Sam Pike', 'Wen Hao'],
    ] as const
  ).map(([name, text, ...sources]) => ({
    name: `a credit at the end: ${name}`,
    text: `${A}\n\n${text}`,
    expected: [paragraph(A), credit(text, ...sources)],
  })),
  {
    name: 'an Arabic credit, its conjunction written with the name',
    text: 'وصلت العبارة فجرا.\n\nمع رويترز وفرانس برس',
    expected: [rtl(paragraph('وصلت العبارة فجرا.')), rtl(credit('مع رويترز وفرانس برس', 'رويترز', 'فرانس برس'))],
  },
  {
    name: 'a sentence that begins like a credit',
    text: `${A}\n\nWith the tide, Ada Moor and Sam Pike went home.`,
    expected: [paragraph(A), paragraph('With the tide, Ada Moor and Sam Pike went home.')],
  },
  {
    name: 'two agencies above a text are its heading',
    text: `${A}\n\nReuters and AFP\n\n${B}`,
    expected: [paragraph(A), heading('Reuters and AFP'), paragraph(B)],
  },
  {
    name: 'a credit stays one when a picture and a link follow',
    text: `${A}\n\n(Reuters, AP)\n\nPHOTO: The quay\n\nRead more: How tides work`,
    expected: [
      paragraph(A),
      credit('(Reuters, AP)', 'Reuters', 'AP'),
      media('image', 'PHOTO: The quay'),
      box('Read more: How tides work'),
    ],
  },
];

const lists: Case[] = [
  {
    name: 'bullets under the sentence that announces them',
    text: 'On board were:\n- bread\n- milk\n- books',
    expected: [paragraph('On board were:'), list('- bread\n- milk\n- books')],
  },
  {
    name: 'numbers, with lines that continue an item',
    text: '1. Bread\n   from the island\n2. Milk\n10) Books',
    expected: [list('1. Bread\n   from the island\n2. Milk\n10) Books')],
  },
  {
    name: 'items parted by empty lines',
    text: `${A}\n\n• Bread.\n\n• Milk.\n\n${B}`,
    expected: [paragraph(A), list('• Bread.\n• Milk.'), paragraph(B)],
  },
  {
    name: 'Russian items with dashes, Arabic and Chinese numbers',
    text: `— хлеб;\n— молоко;\n— книги.\n\n١. خبز\n٢. حليب\n\n${A}\n\n一、面包\n二、牛奶`,
    expected: [
      list('— хлеб;\n— молоко;\n— книги.'),
      rtl(list('١. خبز\n٢. حليب')),
      paragraph(A),
      list('一、面包\n二、牛奶'),
    ],
  },
  {
    name: 'a single numbered line is a heading',
    text: `${A}\n\n1. The way back\n\n${B}`,
    expected: [paragraph(A), heading('1. The way back'), paragraph(B)],
  },
  {
    name: 'one line with a hyphen is someone who speaks',
    text: `${A}\n\n- Nie wiem - powiedział kapitan.`,
    expected: [paragraph(A), paragraph('- Nie wiem - powiedział kapitan.')],
  },
];

const layouts: Case[] = [
  {
    name: 'prose wrapped to a width is one paragraph',
    text: 'The ferry left the quay at ten in the evening, and it came back\nat dawn, with all of its lamps still lit and with one passenger\nmore than it had taken.',
    expected: [
      paragraph(
        'The ferry left the quay at ten in the evening, and it came back at dawn, with all of its lamps still lit and with one passenger more than it had taken.',
      ),
    ],
  },
  {
    name: 'a heading right above its wrapped paragraph',
    text: `${A}\n\nThe way back\nThe ferry came back at dawn, with all of its lamps still lit and\nwith one passenger more than it had taken, who had been born on the\nway.`,
    expected: [
      paragraph(A),
      heading('The way back'),
      paragraph(
        'The ferry came back at dawn, with all of its lamps still lit and with one passenger more than it had taken, who had been born on the way.',
      ),
    ],
  },
  {
    name: 'an article without empty lines',
    text: `Harbour life\nNight ferry reaches the island nine minutes early\n${A}\n${B}\nNobody slept.`,
    expected: [
      kicker('Harbour life'),
      headline('Night ferry reaches the island nine minutes early'),
      paragraph(A),
      paragraph(B),
      paragraph('Nobody slept.'),
    ],
  },
  {
    name: 'a poem stays whole',
    text: `${A}\n\nThe lamps are lit,\nthe ropes are coiled,\nthe harbour sleeps\nand so do we.\n\n${B}`,
    expected: [
      paragraph(A),
      paragraph('The lamps are lit,\nthe ropes are coiled,\nthe harbour sleeps\nand so do we.'),
      paragraph(B),
    ],
  },
  {
    name: 'line ends of all systems, a byte order mark, no-break spaces',
    text: `\ufeffNight ferry sails\r\n\r\n${A}\r\r10\u00a0000 lamps.\u2029\u2029${B}`,
    expected: [headline('Night ferry sails'), paragraph(A), paragraph('10\u00a0000 lamps.'), paragraph(B)],
  },
  {
    name: 'what cannot be seen is dropped, what joins letters stays',
    text: 'می\u200cخواهم \u202eevil\u202c a\u200b\u200b\u200bb.\n\n\u200b\n\n👨\u200d👩\u200d👧 x\u0000y e\u0301.',
    expected: [rtl(paragraph('می\u200cخواهم evil a\u200bb.')), paragraph('👨\u200d👩\u200d👧 xy é.')],
  },
];

const sentenceOf = (length: number) => `The ferry ${'o'.repeat(length - 16)} left.`;
const long: Case[] = [
  {
    name: 'a paragraph that is too long is split at a sentence near its middle',
    text: [500, 400, 300, 400].map(sentenceOf).join(' '),
    expected: [paragraph([500, 400].map(sentenceOf).join(' ')), paragraph([300, 400].map(sentenceOf).join(' '))],
  },
  {
    name: 'an abbreviation does not end a sentence',
    text: `${'o'.repeat(690)} Dr. Moor ${'u'.repeat(200)} left. A${'a'.repeat(500)}.`,
    expected: [paragraph(`${'o'.repeat(690)} Dr. Moor ${'u'.repeat(200)} left.`), paragraph(`A${'a'.repeat(500)}.`)],
  },
  {
    name: 'a sentence that is too long is cut between words',
    text: `${'ferry '.repeat(300)}sails`,
    expected: [paragraph('ferry '.repeat(150).trim()), paragraph(`${'ferry '.repeat(150)}sails`)],
  },
  {
    name: 'a word that is too long is cut between graphemes',
    text: 'é'.repeat(1_201).normalize('NFD'),
    expected: [paragraph('é'.repeat(1_200)), paragraph('é')],
  },
  {
    name: 'Chinese is split at its sentences, without spaces',
    text: '渡轮于晚上十点离开码头。'.repeat(150),
    expected: [paragraph('渡轮于晚上十点离开码头。'.repeat(75)), paragraph('渡轮于晚上十点离开码头。'.repeat(75))],
  },
  {
    name: 'families and flags are never torn',
    text: `a${'👨‍👩‍👧‍👦🇺🇦'.repeat(100)}`,
    expected: [paragraph(`a${'👨‍👩‍👧‍👦🇺🇦'.repeat(79)}👨‍👩‍👧‍👦`), paragraph(`🇺🇦${'👨‍👩‍👧‍👦🇺🇦'.repeat(20)}`)],
  },
  {
    name: 'a number sign is never torn from what follows, though a word ends between them',
    text: `ab${'\u0601漢'.repeat(1_000)}`,
    expected: [paragraph(`ab${'\u0601漢'.repeat(500)}`), paragraph('\u0601漢'.repeat(500))],
  },
  {
    name: 'a list that is longer than an update becomes two lists',
    text: '- bread\n'.repeat(3_000),
    expected: [
      list('- bread\n'.repeat(TEXT_CHARACTERS / 8).trim()),
      list('- bread\n'.repeat(3_000 - TEXT_CHARACTERS / 8).trim()),
    ],
  },
];

describe.each([
  ['titles', titles],
  ['quotes', quotes],
  ['boxes and links', inserts],
  ['media', pictures],
  ['credits', credits],
  ['lists', lists],
  ['layouts', layouts],
  ['long texts', long],
])('%s', (_, cases) => {
  test.each(cases)('$name', ({ text, expected }) => {
    expect(segmentText(text)).toEqual(expected);
  });
});

describe('what the newsroom says of an article', () => {
  test('the line that is the title is the headline, whatever its punctuation', () => {
    expect(segmentText(`Harbour life\n\nThe ferry is back.\n\n${A}`, { title: 'The ferry is back.' })).toEqual([
      kicker('Harbour life'),
      headline('The ferry is back.'),
      paragraph(A),
    ]);
  });

  test('with a title of its own, a short first line is a heading', () => {
    expect(segmentText(`What we know\n\n${A}`, { title: 'The ferry is back' })).toEqual([
      heading('What we know'),
      paragraph(A),
    ]);
  });

  test('its language is on every segment', () => {
    expect(segmentText(A, { language: 'en-GB' })).toEqual([paragraph(A, { language: 'en-GB' })]);
  });
});

describe('hostile texts', () => {
  test.each([
    '',
    ' ',
    '\n\n\n',
    '\u00a0\u3000\t',
    '\u200b\u2060\ufeff',
    '\u0000\u0007',
    '---\n\n* * *\n>\n',
  ])('nothing to read in %j', (text) => {
    expect(segmentText(text)).toEqual([]);
  });

  const BYTES = 256_000;
  const MS = 200;
  test.each([
    ' ',
    '\n',
    '\r',
    'a',
    'a b ',
    '.',
    '. ',
    '…',
    '"',
    '“',
    '“” ',
    "'",
    '(',
    ')',
    '(WARNING: ',
    ':',
    ',',
    '- ',
    '- a\n',
    '>',
    '> a\n',
    '#',
    '# a\n',
    '*',
    '漢',
    '。',
    'ก',
    '👩\u200d',
    '🇺🇦',
    'क्',
    '\u0301',
    'a\u0301\u0316',
    '\u0301\u200d',
    '\u200b',
    'ᄀ',
    '\u202e',
    'and and ',
    'A, ',
  ])('256 kB of %j takes linear time', (unit) => {
    const text = unit.repeat(BYTES / Buffer.byteLength(unit));
    // The time of this thread, since the machine may be busy; the first run may pay for compiling.
    const times: number[] = [];
    let segments: Segment[] = [];
    do {
      const start = process.threadCpuUsage().user;
      segments = segmentText(text);
      times.push((process.threadCpuUsage().user - start) / 1_000);
    } while (times.at(-1)! >= MS && times.length < 3);
    expect(Math.min(...times)).toBeLessThan(MS);
    expect(segments.every(({ text }) => text.length > 0 && text.length <= TEXT_CHARACTERS)).toBe(true);
  });

  test('thousands of marks on one letter, and of joiners between them, are capped', () => {
    expect(
      segmentText(`Z${'\u0335\u0336'.repeat(5_000)}algo ${'e\u200d'.repeat(2)}${'\u0301\u200d'.repeat(5_000)}.`),
    ).toEqual([paragraph(`Z${'\u0335\u0336'.repeat(4)}algo e\u200de${'\u200d\u0301'.repeat(4)}.`)]);
  });
});
