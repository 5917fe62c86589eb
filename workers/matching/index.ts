export { areLike, exactOf, markOf } from './marks.ts';
export { type Matching, match, type Published, revisedBy } from './match.ts';
