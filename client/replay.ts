/** A player that began in the past, under the name that it has there. */
export type { Player as Replay } from './player.ts';
