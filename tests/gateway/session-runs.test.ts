import fc from 'fast-check';
import { expect, test } from 'vitest';
import { replayAfter, type SessionEvent, step } from '../../src/gateway/session.ts';
import { START, seqOf } from '../../src/protocol/cursor.ts';
import { entriesAt, feedAt, MIDNIGHT } from './feed-of.ts';

test('whatever a client says and however full its socket is, it gets a gapless run and arrives at the head', () => {
  const seed = Date.now() % 2 ** 31;
  console.info(`session: seed ${seed}`);
  const moment = fc.integer({ min: -1_000, max: 40_000 }).map((ms) => MIDNIGHT + ms);
  const said: fc.Arbitrary<SessionEvent> = fc.oneof(
    fc.constantFrom('pause', 'resume', 'live', 'woken', 'drained').map((type) => ({ type })),
    fc.record({ type: fc.constant('seek'), moment }),
    fc.record({ type: fc.constant('speed'), speed: fc.constantFrom(0.25, 60, 1_000) }),
  );
  const turn = fc.record({ said, ms: fc.nat(5_000), drained: fc.boolean(), published: fc.nat(3) });
  const gaps = fc.array(fc.nat(8_000), { maxLength: 10 });
  fc.assert(
    fc.property(gaps, fc.array(turn, { maxLength: 40, size: 'max' }), (lengths, turns) => {
      let [moment, now, at, joined] = [0, 0, 0, false];
      const feed = feedAt([0, ...lengths.map((gap) => (moment += gap))]);
      let session = replayAfter(START, { speed: 1 });
      const take = (event: SessionEvent, drained: boolean) => {
        const { next, effects } = step(session, event, { feed, now, drained });
        session = next;
        for (const effect of effects) {
          if (effect.type === 'send') expect(seqOf(effect.page.after)).toBe(at);
          if (effect.type === 'send') expect(effect.page.held.length).toBeGreaterThan(0);
          if (effect.type === 'send') at = seqOf(effect.page.through);
          if (effect.type === 'reset') at = seqOf(effect.at);
          if (effect.type === 'join') expect(at).toBe(seqOf(feed.head));
          if (effect.type === 'join' || effect.type === 'leave') joined = effect.type === 'join';
        }
        expect(joined).toBe(session.state === 'live');
      };
      take({ type: 'replay', moment: MIDNIGHT }, true);
      for (const { said, ms, drained, published } of turns) {
        now += ms;
        take(said, drained);
        for (let count = 0; count < published; count += 1) {
          moment += 700;
          feed.append(entriesAt([moment], seqOf(feed.head) + 1));
          if (joined) at += 1; // written by the feed to all who are live
        }
      }
      take({ type: 'resume' }, true);
      for (let rest = 0; rest < 200 && session.state !== 'live'; rest += 1) {
        now += 10_000;
        take({ type: 'drained' }, true);
      }
      expect(session.state).toBe('live');
      expect(at).toBe(seqOf(feed.head));
    }),
    { seed, numRuns: 300 },
  );
});
