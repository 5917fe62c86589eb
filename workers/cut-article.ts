import type { Draft, Format } from '../src/protocol/article.ts';
import type { Cut, Cutting } from './cutting.ts';
import { readHtml } from './html/index.ts';
import { segmentText } from './segment/index.ts';

/** How a body is read, by its format: a new format is a line here, and a name in the protocol's list. */
const READERS: Readonly<Record<Format, (draft: Draft) => Cutting>> = {
  text: ({ body, title, language }) => ({
    segments: segmentText(body, { ...(title && { title }), ...(language && { language }) }),
  }),
  html({ body, ...known }) {
    const { segments, metadata } = readHtml(body, known);
    const { title, byline, url, language } = metadata;
    return { segments, words: { title, byline, url, language } };
  },
};

/** Cuts an article of any format: what a worker publishes, and what a preview shows. */
export const cutArticle: Cut = (draft) => READERS[draft.format ?? 'text'](draft);
