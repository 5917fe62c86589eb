import { expect, test } from 'vitest';
import { safeHtml } from '../../src/log/safe-html.ts';

const tags = 'a abbr b code del em i ins mark q s small strong sub sup u blockquote dd dl dt h2 h3 h4 li ol p pre ul';
const table =
  '<table><caption>A &amp; B</caption><thead><tr><th colspan="2" rowspan="3">1</th></tr></thead><tbody><tr><td colspan="2">2<br>3</td></tr></tbody></table>';

test.for([
  ...tags.split(' ').map((tag) => `<${tag}>One &lt; two, “three” &amp; four</${tag}>`),
  table,
  '<ol start="5"><li>Five</li></ol>',
  '<p><a href="https://news.example/a?b=1&amp;c=%20#d" title="x">a</a> <a href="mailto:a@news.example">b</a></p>',
  '<p><a href="HTTPS://NEWS.example/ä">a</a> <a href="//evil.example">b</a> <a href="https://a:b@evil.example">c</a></p>',
  '<p>a&nbsp;b \u00a0 c&#8203;d &quot;e&quot;</p>\n<p>f</p>',
])('what was made safe once is left alone the next time: %s', (html) => {
  const written = safeHtml(html);
  expect(written).not.toBe('');
  expect(safeHtml(written)).toBe(written);
});
