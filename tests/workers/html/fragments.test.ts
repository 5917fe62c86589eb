import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHtml } from '../../../workers/html/index.ts';

const read = (html: string, url?: string) => readHtml(html, url === undefined ? {} : { url }).segments;
const link = (href: string, text: string) => `<a href="${href}" rel="noopener nofollow">${text}</a>`;

describe('paragraphs', () => {
  test.for([
    ['<p>One.</p><p>Two.</p>', ['One.', 'Two.']],
    ['<p>One.<p>Two.', ['One.', 'Two.']],
    ['One.<p>Two.</p>Three.', ['One.', 'Two.', 'Three.']],
    ['<div>One.</div><div><div>Two.</div>Three.</div>', ['One.', 'Two.', 'Three.']],
    ['One.<br><br>Two.<br />\n<br>&nbsp;<br>Three.', ['One.', 'Two.', 'Three.']],
    ['<p>A line<br>and another</p>', ['A line\nand another']],
    ['<p>A<hr>B', ['A', 'B']],
    ['<p>\n  Spaces,\t tabs\n and   lines </p>', ['Spaces, tabs and lines']],
    ['<p>10&nbsp;000 km</p><p>&nbsp;</p><p>&shy;&#8203;</p>', ['10\u00a0000 km']],
    ['<span>One <span>wo</span>rd</span>', ['One word']],
    ['<b><p>One.</p></b><i>Two.</i>', ['One.', 'Two.']],
    ['<center><font size=2>One.</font></center>', ['One.']],
    ['<form><fieldset><legend>One.</legend>Two.</fieldset></form>', ['One.', 'Two.']],
    ['<details><summary>One.</summary><p>Two.</p></details>', ['One.', 'Two.']],
    ['<p>One.</p><noscript><p>Not this.</p></noscript>', ['One.']],
    ['<p>e\u0301t\u00e9 \u202eturned\u202c</p>', ['\u00e9t\u00e9 turned']],
    ['<p>caf<b>e</b>\u0301</p>', ['caf\u00e9']],
  ] as const)('%j', ([html, texts]) => {
    expect(read(html).map(({ kind, text }) => [kind, text])).toEqual(texts.map((text) => ['paragraph', text]));
  });

  test.for([
    ['<p>No marks</p>', undefined],
    ['<p>A <b>bold</b> word</p>', '<p>A <b>bold</b> word</p>'],
    ['<p>A <strong><em>b</em>c</strong></p>', '<p>A <strong><em>b</em>c</strong></p>'],
    ['<p>A <b> </b>word</p>', undefined],
    ['<p><b>a <b>b</b></b></p>', '<p><b>a b</b></p>'],
    ['<p>x<sub>2</sub> <kbd>k</kbd> <strike>s</strike></p>', '<p>x<sub>2</sub> <code>k</code> <s>s</s></p>'],
    ['<p>A <i>line<br>and</i> more</p>', '<p>A <i>line<br />and</i> more</p>'],
    ['<p>5 &lt; 6 <u>&amp;</u> "so"</p>', '<p>5 &lt; 6 <u>&amp;</u> "so"</p>'],
    ['<i><p>One</p></i>', '<p><i>One</i></p>'],
  ] as const)('the marks of %j are kept where they tell something', ([html, expected]) => {
    expect(read(html)[0]?.html).toBe(expected);
  });

  test('preformatted text keeps its lines', () => {
    const html = '<pre>two  spaces\n  and &lt;a&gt; line</pre>';
    expect(read(html)).toEqual([{ kind: 'paragraph', text: 'two  spaces\n  and <a> line', html }]);
  });
});

describe('links', () => {
  const base = 'https://site.example/dir/page?x=1';
  test.for([
    ['https://other.example/a', 'https://other.example/a'],
    [' https://other.example/a b ', 'https://other.example/a%20b'],
    ['/path?a=1&amp;b=2', 'https://site.example/path?a=1&amp;b=2'],
    ['next', 'https://site.example/dir/next'],
    ['?page=2', 'https://site.example/dir/page?page=2'],
    ['mailto:desk@site.example', 'mailto:desk@site.example'],
    ['HTTPS://OTHER.example', 'https://other.example/'],
  ] as const)('%s leads to %s', ([href, expected]) => {
    expect(read(`<p><a href="${href}">x</a></p>`, base)[0]?.html).toBe(`<p>${link(expected, 'x')}</p>`);
  });

  test.for([
    '//other.example/a',
    '/\\other.example/a',
    '\\\\other.example/a',
    'https:\\\\other.example',
    'ht\ntps://other.example/',
    'https://ot\ther.example/',
    'java\tscript:alert(1)',
    'javascript:alert(1)',
    'https://user:pw@other.example/',
    'ftp://other.example/',
    '#part',
    '',
  ])('%j leads nowhere', (href) => {
    expect(read(`<p><a href="${href}">x</a></p>`, base)).toEqual([{ kind: 'paragraph', text: 'x' }]);
  });

  test('without an address of the page, relative links are text', () => {
    expect(read('<p><a href="/path">x</a></p>')).toEqual([{ kind: 'paragraph', text: 'x' }]);
  });

  test('a link around blocks is a link in each', () => {
    const segments = read('<a href="https://x.example/"><p>One</p><p>Two</p></a>');
    expect(segments.map(({ html }) => html)).toEqual(
      ['One', 'Two'].map((t) => `<p>${link('https://x.example/', t)}</p>`),
    );
  });
});

describe('what stays whole', () => {
  test.for([
    ['<ul><li>One</li><li>T<b>w</b>o</li></ul>', 'list', 'One\nTwo', '<ul><li>One</li><li>T<b>w</b>o</li></ul>'],
    ['<ol start=3><li>One<li>Two</ol>', 'list', 'One\nTwo', '<ol start="3"><li>One</li><li>Two</li></ol>'],
    [
      '<ul><li>One<ul><li>Inner</li></ul></li></ul>',
      'list',
      'One\nInner',
      '<ul><li><p>One</p><ul><li>Inner</li></ul></li></ul>',
    ],
    [
      '<ul><li>One</li><ul><li>In</li></ul></ul>',
      'list',
      'One\nIn',
      '<ul><li><p>One</p><ul><li>In</li></ul></li></ul>',
    ],
    ['<dl><dt>T<dd>D</dl>', 'list', 'T\nD', '<dl><dt>T</dt><dd>D</dd></dl>'],
    ['<dl><div><dt>T<dd>D</div></dl>', 'list', 'T\nD', '<dl><dt>T</dt><dd>D</dd></dl>'],
    [
      '<table><tr><th>A<th>B<tr><td colspan=2>C</table>',
      'table',
      'A\tB\nC',
      '<table><tbody><tr><th>A</th><th>B</th></tr><tr><td colspan="2">C</td></tr></tbody></table>',
    ],
    [
      '<table><caption>Cap</caption><thead><tr><td>A</table>',
      'table',
      'Cap\nA',
      '<table><caption>Cap</caption><thead><tr><td>A</td></tr></thead></table>',
    ],
    ['<blockquote>Said</blockquote>', 'quote', 'Said', '<blockquote><p>Said</p></blockquote>'],
    [
      '<blockquote><p>One</p><p>Two</p><cite>Ilse</cite></blockquote>',
      'quote',
      'One\n\nTwo\n\nIlse',
      '<blockquote><p>One</p><p>Two</p><p><em>Ilse</em></p></blockquote>',
    ],
    [
      '<figure><blockquote>Said</blockquote><figcaption>— Ilse</figcaption></figure>',
      'quote',
      'Said\n\n— Ilse',
      '<blockquote><p>Said</p><p>— Ilse</p></blockquote>',
    ],
  ] as const)('%s is one %s', ([html, kind, text, safe]) => {
    expect(read(html)).toEqual([{ kind, text, html: safe }]);
  });

  test('an aside is an insert under its title', () => {
    expect(read('<p>x</p><aside><h3>In short</h3><p>One.</p><p>Two.</p></aside>')[1]).toEqual({
      kind: 'box',
      headline: 'In short',
      text: 'One.\n\nTwo.',
      html: '<p>One.</p><p>Two.</p>',
    });
    expect(read('<p>x</p><aside>One fact</aside>')[1]).toEqual({ kind: 'box', text: 'One fact' });
    expect(read('<p>x</p><aside><blockquote>Said</blockquote></aside>')[1]?.kind).toBe('quote');
  });

  test.for([
    ['a table for layout', '<table><tr><td><p>One</p><p>Two</p><p>Three</p></td><td>Four</td></tr></table>'],
    [
      'a table in a table',
      '<table><tr><td>One</td><td><table><tr><td>Two<td>Three<tr><td>Four</table></td></tr></table>',
    ],
    ['a table that says so', '<table role="presentation"><tr><td>One<td>Two<tr><td>Three<td>Four</table>'],
  ] as const)('%s is read cell by cell', ([, html]) => {
    expect(
      read(html)
        .map(({ text }) => text)
        .join(' '),
    ).toMatch(/^One[\s\S]*Two[\s\S]*Three[\s\S]*Four$/);
    expect(read(html).filter(({ kind }) => kind === 'paragraph').length).toBeGreaterThan(0);
  });

  test('a list whose items are chapters is read item by item', () => {
    const segments = read('<ol><li><h2>First</h2><p>One.</p></li><li><h2>Second</h2><p>Two.</p></li></ol>');
    expect(segments.map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'heading', 'paragraph']);
  });
});

describe('titles, bylines and credits', () => {
  const kinds = (html: string, title?: string) =>
    readHtml(html, { title }).segments.map(({ kind, text }) => `${kind}: ${text}`);
  const text = '<p>A text that ends in a full stop.</p>';

  test.for([
    ['the first h1 is the headline', `<h1>Title</h1>${text}<h2>Part</h2>`, ['headline: Title', 'heading: Part']],
    [
      'a line named kicker is the kicker',
      `<p class="article-kicker">Sea</p><h1>Title</h1>${text}`,
      ['kicker: Sea', 'headline: Title'],
    ],
    [
      'so is one above the title in its group',
      `<hgroup><p>Sea</p><h1>Title</h1></hgroup>${text}`,
      ['kicker: Sea', 'headline: Title'],
    ],
    [
      'so is one inside of the headline',
      `<h1><span class="topline">Sea</span> Title</h1>${text}`,
      ['kicker: Sea', 'headline: Title'],
    ],
    [
      'a link to a section is not',
      `<h1>Title</h1>${text}<p><a class="kicker" href="/sea">Sea</a></p>`,
      ['headline: Title', 'paragraph: Sea'],
    ],
    [
      'a byline above the text',
      `<h1>Title</h1><p>By Ada Moor</p>${text}`,
      ['headline: Title', 'attribution: By Ada Moor'],
    ],
    [
      'a byline by its name',
      `<h1>Title</h1><div class="byline">Ada Moor, Quay</div>${text}`,
      ['headline: Title', 'attribution: Ada Moor, Quay'],
    ],
    ['credits at the end', `${text}<p>With Reuters and AFP</p>`, ['attribution: With Reuters and AFP']],
    [
      'a line that leads on',
      `${text}<p>Read more: <a href="https://x.example/">Tides</a></p>${text}`,
      ['box: Read more: Tides'],
    ],
  ] as const)('%s', ([, html, expected]) => {
    expect(kinds(html).filter((line) => !line.endsWith('full stop.'))).toEqual(expected);
  });

  test('the title that the newsroom gives tells which heading it is', () => {
    const html = `<h2>Part</h2>${text}<h2>The title of it all</h2>${text}`;
    expect(kinds(html, 'The title of it all').filter((line) => line.startsWith('head'))).toEqual([
      'heading: Part',
      'headline: The title of it all',
    ]);
  });

  test('sources are named one by one', () => {
    expect(read(`${text}<p>With Reuters, AFP and dpa</p>`)[1]?.sources).toEqual(['Reuters', 'AFP', 'dpa']);
  });
});

test.for([
  'svg><text>label</text></svg>',
  'math><mi>x</mi></math>',
  'select><option>one</select>',
  'textarea>typed</textarea>',
  'template>later</template>',
  'style>p { color: red }</style>',
  'script>code</script>',
  'iframe>old browsers</iframe>',
  'video>old browsers</video>',
  'noframes>old browsers</noframes>',
  'object><param name="x" value="y"></object>',
  'title>window</title>',
  'p hidden>not now</p>',
  'i style="color:red;visibility:hidden">not now</i>',
])('nobody reads <%s', (inner) => {
  expect(read(`<p>Text.</p><div><${inner}</div>`)).toEqual([{ kind: 'paragraph', text: 'Text.' }]);
});

test('language and direction come from where the text stands', () => {
  const html = '<p>One</p><div lang="fr_CA"><p dir="RTL">Deux</p></div><p>مرحبا</p><p lang="not a tag">Three</p>';
  expect(readHtml(html, { language: 'en' }).segments).toEqual([
    { kind: 'paragraph', text: 'One', language: 'en' },
    { kind: 'paragraph', text: 'Deux', language: 'fr-CA', direction: 'rtl' },
    { kind: 'paragraph', text: 'مرحبا', language: 'en', direction: 'rtl' },
    { kind: 'paragraph', text: 'Three', language: 'en' },
  ]);
});

test('whatever elements its words stand in, none is lost, doubled or moved', () => {
  const tags =
    'p div b i a ul li ol table tr td th blockquote pre section span h2 figure figcaption dl dt dd aside em br hr';
  const node = fc.letrec<{ node: string; word: string; element: string }>((tie) => ({
    node: fc.oneof({ maxDepth: 6 }, tie('word'), tie('element')),
    word: fc.constant(' @ '),
    element: fc
      .tuple(fc.constantFrom(...tags.split(' ')), fc.array(tie('node'), { maxLength: 4 }), fc.boolean())
      .map(([tag, inner, isClosed]) => `<${tag}>${inner.join('')}${isClosed ? `</${tag}>` : ''}`),
  })).node;
  fc.assert(
    fc.property(fc.array(node, { minLength: 1, maxLength: 8 }), (parts) => {
      const pieces = parts.join('').split('@');
      const count = pieces.length - 1;
      fc.pre(count > 0);
      const html = pieces.map((piece, at) => (at === 0 ? piece : `word${at}${piece}`)).join('');
      const { segments } = readHtml(html);
      const words = segments.flatMap(({ text, headline }) => `${headline ?? ''} ${text}`.match(/word\d+/g) ?? []);
      const sorted = [...words].sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
      expect(sorted).toEqual(Array.from({ length: count }, (_, at) => `word${at + 1}`));
      // Out of a table, HTML itself moves stray words to the front.
      if (!html.includes('<t')) expect(words).toEqual(sorted);
    }),
    { numRuns: 500 },
  );
});
