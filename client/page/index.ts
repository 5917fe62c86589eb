import type { Views } from '../../src/protocol/views.ts';
import { briefingPage, embedPage } from './briefing.ts';
import { listing } from './listing.ts';

export { refusalPage } from './refusal.ts';

/** The pages as a gateway serves them. */
export const views: Views = { briefing: briefingPage, embed: embedPage, list: listing };
