import type { Code } from '../protocol/codes.ts';
import { cursorAt, timeOf } from '../protocol/cursor.ts';
import { STATE_UPDATES } from '../protocol/limits.ts';
import type { Playhead, ResetReason } from '../protocol/messages.ts';
import { snapshotOf } from '../protocol/snapshot.ts';
import type { Feed } from './feed.ts';
import { Notice } from './notice.ts';
import type { Page } from './page.ts';
import { type Effect, type Session, type SessionEvent, step } from './session.ts';

/** Where a reader's messages go: a Socket.IO connection, an event stream. `waiting` counts bytes that have not left yet. */
export interface Outlet {
  /** History: the reader hears when it has left. */
  page(page: Page): void;
  /** What has just come, on its way to everybody. Gives how many bytes wait now. */
  live(page: Page): number;
  /** Gives how many bytes wait now. */
  notice(notice: Notice): number;
  /** The briefing can be read no more. */
  fail(briefing: string): void;
  readonly waiting: number;
  cut(code: Code): void;
}

/** What a reader does things with. `wake` calls back after so many ms, `join` and `leave` put it among the feed's live readers. */
export type ReaderOptions = {
  outlet: Outlet;
  /** A clock that never steps, ms: replays are paced against it. */
  clock: () => number;
  join: (reader: Reader) => void;
  leave: (reader: Reader) => void;
  /** Whose it is. */
  owner: { lose(reader: Reader): void };
};

/** One client reading one briefing: a session whose effects are carried out. */
export class Reader {
  /** It came to replay, and can be steered, even while it is live. */
  readonly paced: boolean;
  readonly #options: ReaderOptions;
  #feed: Feed;
  #session: Session;
  #timer: NodeJS.Timeout | undefined;

  constructor(feed: Feed, session: Session, options: ReaderOptions) {
    this.#feed = feed;
    this.#session = session;
    this.paced = 'playback' in session;
    this.#options = options;
  }

  get feed(): Feed {
    return this.#feed;
  }

  /** Everything goes through here; the session decides, the reader does. */
  take(event: SessionEvent): void {
    const view = { feed: this.#feed, now: this.#options.clock(), drained: this.#options.outlet.waiting === 0 };
    const { next, effects } = step(this.#session, event, view);
    this.#session = next;
    for (const effect of effects) this.#carryOut(effect);
  }

  get outlet(): Outlet {
    return this.#options.outlet;
  }

  /** The log at which this reader stood is no more: start again from the state of the one that is. */
  replace(feed: Feed, reason: ResetReason): void {
    this.#feed = feed;
    this.take({ type: 'replaced', reason });
  }

  /** The log is no more, and there is none in its place. */
  lose(): void {
    this.#options.owner.lose(this);
  }

  close(): void {
    this.take({ type: 'left' });
  }

  #carryOut(effect: Effect): void {
    const { outlet, join, leave } = this.#options;
    switch (effect.type) {
      case 'send':
        return outlet.page(effect.page);
      case 'join':
        return join(this);
      case 'leave':
        return leave(this);
      case 'reset':
        return this.#reset(effect.reason, effect.at);
      case 'playhead':
        return void outlet.notice(new Notice('playhead', this.#playhead(effect)));
      case 'wake':
        return this.#wake(effect.in);
      case 'sleep':
        return clearTimeout(this.#timer);
    }
  }

  #wake(ms: number): void {
    clearTimeout(this.#timer);
    // A timer rounds down, and an entry that is not due yet would cost a second one.
    this.#timer = setTimeout(() => this.take({ type: 'woken' }), Math.ceil(ms));
    this.#timer.unref();
  }

  #reset(reason: ResetReason, at: Feed['head']): void {
    const state = snapshotOf(this.#feed.stateAt(at), this.#feed.epoch, { last: STATE_UPDATES });
    const { briefing, epoch } = this.#feed;
    const cursor = cursorAt(epoch, at);
    if (state) this.#options.outlet.notice(new Notice('reset', { briefing, reason, cursor, state }));
  }

  #playhead({ moment, speed, state }: Effect & { type: 'playhead' }): Playhead {
    const shown = Number.isFinite(moment) ? moment : timeOf(this.#feed.head);
    return { briefing: this.#feed.briefing, at: new Date(shown).toISOString(), speed, state };
  }
}
