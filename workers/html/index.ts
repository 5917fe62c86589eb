export type { Metadata } from './metadata.ts';
export { type HtmlArticle, type HtmlOptions, readHtml } from './read.ts';
