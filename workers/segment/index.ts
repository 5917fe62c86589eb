export { type SegmentOptions, segmentText } from './article.ts';
export type { Segment } from './segment.ts';
