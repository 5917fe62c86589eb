import { Router } from 'express';
import { z } from 'zod';
import { onlyKey } from '../protocol/messages.ts';
import { briefingOf } from './answer.ts';
import { EventStream } from './event-stream.ts';
import { sendAway } from './farewell.ts';
import { shaped } from './guard.ts';
import { Reads, type ReadsOptions } from './reads.ts';

/** Where in a log a call begins, and of which entries. */
export const placeQuery = z.object({ after: z.string().max(100).optional(), only: onlyKey.optional() });

export type Events = {
  router: Router;
  /** Ends the streams over `spread` ms: a browser comes back by itself, to where it was. */
  close(spread: number): Promise<void>;
};

/** The call that streams a log as Server-Sent Events. */
export function createEvents(options: ReadsOptions): Events {
  const streams = new Set<EventStream>();
  const router = Router();

  router.get('/v1/briefings/:id/events', async (request, response) => {
    const { after, only } = shaped(placeQuery, request.query);
    // What the browser saw last is newer than what the page asked for when it first came.
    const from = request.get('Last-Event-ID') || after || 'start';
    const stream = new EventStream(response, () => reads.drained());
    const reads = new Reads(stream, options);
    response.on('close', () => {
      streams.delete(stream);
      reads.close();
    });
    await reads.follow({ briefing: briefingOf(request), from, ...(only && { only }) }, () => {
      stream.begin();
      streams.add(stream);
    });
  });

  return {
    router,
    close: (spread) => sendAway(streams, spread),
  };
}
