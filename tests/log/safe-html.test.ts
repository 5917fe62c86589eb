import { expect, test } from 'vitest';
import { safeHtml, textOfHtml } from '../../src/log/safe-html.ts';

test.for([
  ['<p>One <b>two</b> three.</p><p>Four.</p>', 'One two three.\n\nFour.'],
  ['<div>One<br>two</div>three', 'One\ntwo\n\nthree'],
  ['One\n  two\tthree', 'One two three'],
  ['<ul><li>One</li><li>Two</li></ul>', 'One\n\nTwo'],
  ['<table><tr><td>One</td><td>Two</td></tr></table>', 'One\n\nTwo'],
  ['&lt;b&gt; &amp;amp; &quot;x&quot; &#169; &eacute;', '<b> &amp; "x" © é'],
  ['<script>x</script><style>y</style><title>z</title>Text<noscript>n</noscript>', 'Text'],
  ['<h1>Title</h1>Text<!-- a comment -->', 'Title\n\nText'],
  ['', ''],
] as const)('the words of %s', ([html, text]) => {
  expect(textOfHtml(html)).toBe(text);
});

test.for([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'java&#9;script:alert(1)',
  'java&Tab;script:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  '//evil.example/x',
  '\\\\evil.example/x',
  'https:\\evil.example',
  'https://user:pw@evil.example/',
  'https://news.example@evil.example/',
  'file:///etc/passwd',
  'relative/path',
])('a link to %s is dropped and its text kept', (href) => {
  expect(safeHtml(`<p><a href="${href}" onclick="x()">the text</a></p>`)).toBe('<p><a>the text</a></p>');
});

test.for([
  'https://news.example/a?b=c#d',
  'http://news.example/',
  'mailto:desk@news.example',
])('a link to %s is kept and tells the other site nothing', (href) => {
  expect(safeHtml(`<a href="${href}" target="_top" style="x">t</a>`)).toBe(
    `<a href="${href}" rel="noopener nofollow">t</a>`,
  );
});

test.for([
  ['<img src=x onerror=alert(1)>', ''],
  ['<svg onload=alert(1)><text>t</text></svg>', ''],
  ['<math><mi xlink:href="javascript:x">t</mi></math>', ''],
  ['<iframe src="https://evil.example">t</iframe>', ''],
  ['<p style="background:url(x)" class="c" id="i">t</p>', '<p>t</p>'],
  ['<form action="/x"><input name="y">t</form>', 't'],
  ['<b>unclosed', '<b>unclosed</b>'],
  ['<<script>alert(1)</script>', '&lt;'],
  ['<p>a</p><object data="x"><p>b</p></object>', '<p>a</p><p>b</p>'],
] as const)('%s comes out harmless', ([html, safe]) => {
  expect(safeHtml(html)).toBe(safe);
});

test.for(['<b>', '<table>', '<ul><li>', '<div><p>'])('two megabytes of %s are refused at once', (tag) => {
  const html = tag.repeat(2_000_000 / tag.length);
  const began = performance.now();
  expect(() => textOfHtml(html)).toThrow(expect.objectContaining({ code: 'TOO_COMPLEX' }));
  expect(performance.now() - began).toBeLessThan(300);
});
