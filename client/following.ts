import type { Cursor } from '../src/protocol/cursor.ts';
import { EMPTY, type State } from '../src/protocol/fold.ts';
import type { ServerMessages } from '../src/protocol/messages.ts';
import { backoff } from './backoff.ts';
import { retractedIn } from './blanking.ts';
import type { Clock } from './clock.ts';
import { createFollower, type Follower, followerStatus, stepFollower } from './follower.ts';
import { Inbox } from './inbox.ts';
import type { Answer, Effect, Message, ReadingEvent, Send } from './machine.ts';
import { Reading } from './reading.ts';
import type { BriefingMessage, Source } from './sources/source.ts';
import type { FollowStart } from './start.ts';
import type { Bookmark } from './visits.ts';

export type Capabilities = { source: Source; clock: Clock; random: () => number; bookmark: Bookmark };

/** A briefing being followed: from a place of its log up to the head, then live. Every entry comes once, in order. */
export class Following extends Reading {
  readonly #capabilities: Capabilities;
  readonly #inbox = new Inbox<ReadingEvent>((event) => this.#turn(event));
  #follower: Follower;
  #wakeLess = () => {};

  constructor(briefing: string, start: FollowStart, capabilities: Capabilities) {
    super(briefing);
    this.#capabilities = capabilities;
    this.#follower = createFollower(briefing, start);
  }

  /** Begins, once those who want to hear all of it listen. */
  begin(): void {
    const take = (event: ReadingEvent) => this.#inbox.take(event);
    this.#capabilities.source.open({
      connected: () => take({ type: 'connected' }),
      lost: () => take({ type: 'lost' }),
      failed: (fault) => take({ type: 'failed', fault }),
      message: (name, message) => this.#hear({ name, message } as Said),
    });
  }

  get state(): State {
    return this.#follower.position?.state ?? EMPTY;
  }

  get cursor(): Cursor | undefined {
    return this.#follower.position?.cursor;
  }

  close(): void {
    this.#inbox.take({ type: 'close' });
    this.#wakeLess();
    this.#capabilities.source.close();
  }

  #hear({ name, message }: Said): void {
    switch (name) {
      case 'batch':
        return this.#inbox.take({ type: name, batch: message });
      case 'reset':
        return this.#inbox.take({ type: name, reset: message });
      case 'viewers':
        return this.count(message.viewers);
      case 'stale':
        return this.outdate(message.since);
      case 'failed':
        return this.#inbox.take({ type: name, fault: message });
    }
  }

  #turn(event: ReadingEvent): void {
    const before = this.#follower;
    const { next, effects } = stepFollower(before, event);
    this.#follower = next;
    if (event.type === 'answered') this.outdate(null); // it may be another gateway; one that is stale says so next
    for (const effect of effects) this.#carryOut(effect);
    this.#keep(before);
    const turned = this.become(followerStatus(this.#follower));
    if (turned || next.position !== before.position) this.changed();
  }

  #carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'send':
        return this.#send(effect);
      case 'rest':
        return this.#rest(effect);
      case 'reconnect':
        return this.#capabilities.source.reconnect();
      case 'entries':
        this.blank(retractedIn(effect.entries));
        return this.give(effect.entries);
      case 'restart':
        return this.restart(effect.reason);
    }
  }

  #send<Name extends Send['name']>(sent: Send & { name: Name }): void {
    const { name, message, generation } = sent;
    this.#capabilities.source.send(name, message as Message<Name>, (answer: Answer) => {
      if (name === 'follow' && (!answer.ok || 'head' in answer))
        this.#inbox.take({ type: 'answered', generation, answer });
    });
  }

  #rest({ generation, tries }: Effect & { type: 'rest' }): void {
    const { clock, random } = this.#capabilities;
    this.#wakeLess();
    this.#wakeLess = clock.after(backoff(tries, random), () => this.#inbox.take({ type: 'due', generation }));
  }

  #keep(before: Follower): void {
    const { position } = this.#follower;
    if (!position || position.cursor === before.position?.cursor) return;
    const updates = position.state.briefing?.updates;
    this.#capabilities.bookmark.save({ cursor: position.cursor, ...(updates !== undefined && { updates }) });
  }
}

/** A message of a gateway, as it is taken. */
type Said = { [Name in BriefingMessage]: { name: Name; message: ServerMessages[Name] } }[BriefingMessage];
