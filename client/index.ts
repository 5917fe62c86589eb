/** The door of the SDK: follow and replay briefings, in browsers and in Node. */

export type { Cursor } from '../src/protocol/cursor.ts';
export type { Batch, Entry } from '../src/protocol/entries.ts';
export type { State, StateUpdate } from '../src/protocol/fold.ts';
export type { Playhead } from '../src/protocol/messages.ts';
export type { Clock } from './clock.ts';
export { type Connection, type ConnectOptions, connect, type FollowOptions, type ReplayOptions } from './connection.ts';
export { type CursorStore, memoryStore } from './cursor-store.ts';
export type { Following } from './following.ts';
export type { LinkStatus } from './link.ts';
export { type ReadingEvents, ResetError } from './reading.ts';
export type { Moment, Replay } from './replay.ts';
export type { Status, StatusName } from './status.ts';
