export { type Matching, match, type Published } from './match.ts';
