/** The door of the SDK: follow and replay briefings, in browsers and in Node. */

export type { Cursor } from '../src/protocol/cursor.ts';
export type { Entry } from '../src/protocol/entries.ts';
export type { State, StateUpdate } from '../src/protocol/fold.ts';
export type { Playhead } from '../src/protocol/messages.ts';
export type { Snapshot } from '../src/protocol/snapshot.ts';
export type { Clock } from './clock.ts';
export { type Connection, type ConnectOptions, connect, type FollowOptions, type OpenOptions } from './connection.ts';
export type { Environment } from './environment.ts';
export type { Following } from './following.ts';
export type { LinkStatus } from './line.ts';
export type { Behind, Span } from './log-copy.ts';
export type { Moment } from './moment.ts';
export type { Player } from './player.ts';
export { type ReadingEvents, ResetError } from './reading.ts';
export { Refusal } from './refusal.ts';
export type { Status, StatusName } from './status.ts';
export type { Bucket, Timeline } from './timeline.ts';
export type { Unread } from './unread.ts';
export { localStore, memoryStore, type Visit, type VisitStore } from './visits.ts';
