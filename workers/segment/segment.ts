import type { Content } from '../../src/protocol/update.ts';

/** One piece of an article: what a text says of itself, and nothing that only a newsroom can know. */
export type Segment = Pick<
  Content,
  'kind' | 'text' | 'headline' | 'warning' | 'media' | 'sources' | 'direction' | 'language'
>;
