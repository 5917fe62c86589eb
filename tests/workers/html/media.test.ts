import { describe, expect, test } from 'vitest';
import { readHtml } from '../../../workers/html/index.ts';

const base = 'https://site.example/dir/page';
const read = (html: string) => readHtml(`<p>Text.</p>${html}`, { url: base }).segments.slice(1);
const image = (fields: object) => ({ type: 'image', url: 'https://x.example/a.jpg', ...fields });
const src = 'src="https://x.example/a.jpg"';

describe('captions and credits', () => {
  test.for([
    ['The quay.', 'The quay.', undefined],
    ['The quay. <span class="credit">Photo: Ada Moor/dpa</span>', 'The quay.', 'Ada Moor/dpa'],
    ['<span>The quay.</span><small class="photo-copyright">© Ada Moor</small>', 'The quay.', 'Ada Moor'],
    ['The quay <span itemprop="copyrightHolder"><span>Credit</span> Ada Moor</span>', 'The quay', 'Ada Moor'],
    ['The quay. Photo: Ada Moor', 'The quay.', 'Ada Moor'],
    ['The quay (Foto: Ada Moor)', 'The quay', 'Ada Moor'],
    ['The quay. Photograph by Ada Moor', 'The quay.', 'Ada Moor'],
    ['Le quai. Crédit photo : Ada Moor / AFP', 'Le quai.', 'Ada Moor / AFP'],
    ['© Ada Moor', undefined, 'Ada Moor'],
    ['A photo by the sea that nobody took.', 'A photo by the sea that nobody took.', undefined],
  ] as const)('%s', ([caption, said, credit]) => {
    const [segment, ...others] = read(`<figure><img ${src}><figcaption>${caption}</figcaption></figure>`);
    expect(others).toEqual([]);
    expect(segment?.kind).toBe('media');
    expect(segment?.text.replace(/\s+/g, ' ')).toBe(caption.replace(/<[^>]*>/g, ''));
    expect(segment?.media).toEqual([image({ ...(said && { caption: said }), ...(credit && { credit }) })]);
  });

  test('a caption beside a picture is found by its name', () => {
    expect(read(`<div class="wp-caption"><img ${src}><p class="wp-caption-text">The quay.</p></div>`)).toEqual([
      { kind: 'media', text: 'The quay.', media: [image({ caption: 'The quay.' })] },
    ]);
    expect(read(`<img ${src}><p class="caption">The quay.</p><p class="credit">Ada/dpa</p><p>More.</p>`)).toEqual([
      { kind: 'media', text: 'The quay.\nAda/dpa', media: [image({ caption: 'The quay.', credit: 'Ada/dpa' })] },
      { kind: 'paragraph', text: 'More.' },
    ]);
  });

  test('links in a caption are kept, labels beside it are not', () => {
    const html = `<figure><span>1 of 9</span><img ${src}><figcaption>The <a href="/q">quay</a></figcaption></figure>`;
    expect(read(html)[0]).toMatchObject({
      text: 'The quay',
      html: '<p>The <a href="https://site.example/q" rel="noopener nofollow">quay</a></p>',
    });
  });

  test('several pictures may have one caption', () => {
    const html = `<figure><figure><img ${src}></figure><img ${src} alt="Its other side"><figcaption>Both</figcaption></figure>`;
    expect(read(html)).toEqual([
      { kind: 'media', text: 'Both', media: [image({ caption: 'Both' }), image({ alt: 'Its other side' })] },
    ]);
  });

  test('each of several pictures in a figure has its own', () => {
    const one = (name: string) => `<figure><img ${src}><figcaption>${name}</figcaption></figure>`;
    expect(read(`<figure>${one('First')}${one('Second')}<figcaption>Both</figcaption></figure>`)).toEqual([
      { kind: 'media', text: 'First', media: [image({ caption: 'First' })] },
      { kind: 'media', text: 'Second', media: [image({ caption: 'Second' })] },
      { kind: 'paragraph', text: 'Both' },
    ]);
  });

  test('a caption longer than a line is shortened beside the picture, not in the text', () => {
    const caption = `${'word '.repeat(150)}end`;
    const [segment] = read(`<figure><img ${src}><figcaption>${caption}</figcaption></figure>`);
    expect(segment?.text).toBe(caption);
    expect(segment?.media?.[0]?.caption).toMatch(/^(word ){90,}word…$/);
  });
});

describe('pictures without a caption', () => {
  test('are told by their description', () => {
    expect(read(`<img ${src} alt="A boat at sea">`)).toEqual([
      { kind: 'media', text: 'A boat at sea', media: [image({ alt: 'A boat at sea' })] },
    ]);
  });

  test.for([
    '',
    'a.jpg',
    'IMG_1234',
    'img_final_2.png',
    '*',
  ])('described as “%s” are seen with the text before', (alt) => {
    const { segments } = readHtml(`<p>Text.</p><img ${src} alt="${alt}"><p>More.</p>`);
    expect(segments).toEqual([
      { kind: 'paragraph', text: 'Text.', media: [image({})] },
      { kind: 'paragraph', text: 'More.' },
    ]);
  });

  test('at the beginning, with the text after', () => {
    const { segments } = readHtml(`<img ${src}><p>Text.</p>`);
    expect(segments).toEqual([{ kind: 'paragraph', text: 'Text.', media: [image({})] }]);
  });

  test('in a text, a list, a table or a quote belong to it', () => {
    for (const html of [
      `<p>x <img ${src}> y</p>`,
      `<ul><li>x <img ${src}></li></ul>`,
      `<table><tr><th>x<td><img ${src}></table>`,
      `<blockquote>x<img ${src}></blockquote>`,
    ])
      expect(read(html)[0]?.media).toEqual([image({})]);
  });

  test.for([
    `width="1" height="1" ${src}`,
    `height="2" width="464" ${src}`,
    `width=16 ${src}`,
    'src="data:image/gif;base64,R0lGOD"',
    'src="https://user:pw@x.example/a.jpg"',
  ])('that are rules, icons or spies, or have no address, are no pictures: %s', (attributes) => {
    expect(readHtml(`<p>Text.</p><img ${attributes}>`).segments).toEqual([{ kind: 'paragraph', text: 'Text.' }]);
  });

  test('a picture that is a sign is that sign', () => {
    expect(read(`<p>Hello <img class="emoji" alt="😀" ${src}>!</p>`)).toEqual([
      { kind: 'paragraph', text: 'Hello 😀!' },
    ]);
  });

  test('twenty at most stand with one segment', () => {
    expect(readHtml(`<p>Text.</p>${`<img ${src}>`.repeat(30)}`).segments[0]?.media).toHaveLength(20);
  });
});

describe('addresses', () => {
  test.for([
    ['<img src="/a.jpg" alt="A boat">', 'https://site.example/a.jpg'],
    ['<img src="//x.example/a.jpg" alt="A boat">', 'https://x.example/a.jpg'],
    ['<img src="data:image/gif;base64,R0" data-src="https://x.example/a.jpg" alt="A boat">', 'https://x.example/a.jpg'],
    ['<img src="/img/placeholder.png" data-lazy-src="/a.jpg" alt="A boat">', 'https://site.example/a.jpg'],
    ['<img srcset="/s.jpg 300w, /m.jpg 1200w, /l.jpg 4000w" alt="A boat">', 'https://site.example/m.jpg'],
    ['<img srcset="/s.jpg, /m.jpg 2x" alt="A boat">', 'https://site.example/m.jpg'],
    ['<picture><source srcset="/a.webp 800w"><img alt="A boat"></picture>', 'https://site.example/a.webp'],
    ['<amp-img src="/a.jpg" alt="A boat"></amp-img>', 'https://site.example/a.jpg'],
    ['<video src="/a.mp4" title="A boat"></video>', 'https://site.example/a.mp4'],
    ['<video title="A boat"><source src="/a.mp4">Your browser cannot.</video>', 'https://site.example/a.mp4'],
    ['<audio src="/a.mp3" aria-label="A boat"></audio>', 'https://site.example/a.mp3'],
    ['<iframe src="//www.youtube.com/embed/a" title="A boat"></iframe>', 'https://www.youtube.com/embed/a'],
    ['<iframe src="https://player.vimeo.com/video/1" title="A boat"></iframe>', 'https://player.vimeo.com/video/1'],
  ] as const)('%s', ([html, url]) => {
    const [segment] = read(html);
    expect(segment).toMatchObject({ kind: 'media', text: 'A boat', media: [{ url, alt: 'A boat' }] });
  });

  test.for([
    ['video', '<iframe src="https://www.dailymotion.com/embed/video/x" title="A film"></iframe>'],
    ['audio', '<iframe src="https://w.soundcloud.com/player/?url=x" title="A song"></iframe>'],
    ['audio', '<audio src="/a.mp3" title="A song"></audio>'],
    ['video', '<video src="/a.mp4" title="A film"></video>'],
  ] as const)('a %s is one: %s', ([type, html]) => {
    expect(read(html)[0]?.media?.[0]?.type).toBe(type);
  });

  test('frames of anything else are left out', () => {
    const html = '<iframe src="https://maps.example/" title="A map"></iframe><iframe title="x">inner</iframe>';
    expect(read(html)).toEqual([]);
  });
});
