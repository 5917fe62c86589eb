/** The door of ingest: what the newsroom writes comes in here. */
export { createIngest, type IngestParts } from './ingest.ts';
export { createRequests, type Requests } from './requests.ts';
