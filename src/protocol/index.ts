/** The door of the protocol: what a briefing, its log and its messages are. Everything behind it is pure. */
export * from './briefing.ts';
export * from './codes.ts';
export * from './cursor.ts';
export * from './entries.ts';
export * from './fold.ts';
export * from './messages.ts';
export * from './snapshot.ts';
export * from './update.ts';
