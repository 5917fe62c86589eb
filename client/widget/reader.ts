import type { ReactiveController, ReactiveControllerHost } from 'lit';
import {
  type Connection,
  connect,
  localStore,
  type OpenOptions,
  type Player,
  type ReadingEvents,
  type State,
  type StateUpdate,
} from '../index.ts';
import type { Address } from './address.ts';
import { type Condition, conditionOf, type Known } from './condition.ts';

/** What is heard of a reading, beside that something has changed. `leapt`: its state was set as a whole. */
export type ReaderHears = {
  leapt(): void;
  entries(entries: ReadingEvents['entries']): void;
  playhead(playhead: ReadingEvents['playhead']): void;
  viewers(count: number): void;
};

/** The element's reading of a briefing: at most one at a time, closed when the element leaves the page. */
export class Reader implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #hears: ReaderHears;
  #connection: Connection | undefined;
  #player: Player | undefined;

  constructor(host: ReactiveControllerHost, hears: ReaderHears) {
    this.#host = host;
    this.#hears = hears;
    host.addController(this);
  }

  get player(): Player | undefined {
    return this.#player;
  }

  get state(): State | undefined {
    return this.#player?.state;
  }

  get known(): Known {
    const status = this.#player?.status ?? { name: 'connecting' };
    return { status, briefing: this.state?.briefing, online: navigator.onLine };
  }

  get condition(): Condition {
    return conditionOf(this.known);
  }

  /** There is a state to be shown, if only an empty one. */
  get begun(): boolean {
    return this.state?.briefing !== undefined;
  }

  open({ service, briefing }: Address, options: OpenOptions): void {
    this.close();
    this.#connection = connect(service);
    const player = this.#connection.open(briefing, { store: localStore(`dateline:${service}/`), ...options });
    this.#player = player;
    player.on('reset', ({ reason }) => reason !== 'last' && this.#hears.leapt());
    player.on('entries', this.#hears.entries);
    player.on('playhead', this.#hears.playhead);
    player.on('viewers', this.#hears.viewers);
    player.subscribe(() => this.#host.requestUpdate());
    this.#host.requestUpdate();
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
    this.#player = undefined;
  }

  hostConnected(): void {
    addEventListener('online', this.#looked);
    addEventListener('offline', this.#looked);
  }

  hostDisconnected(): void {
    removeEventListener('online', this.#looked);
    removeEventListener('offline', this.#looked);
    this.close();
  }

  readonly #looked = () => this.#host.requestUpdate();
}

/** The updates of a state in the order of their publication. */
export function updatesOf(state: State | undefined, onlyKey: boolean): readonly StateUpdate[] {
  const updates = [...(state?.updates.values() ?? [])];
  return onlyKey ? updates.filter(isKey) : updates;
}

/** One that the newsroom calls a turn of the story. */
export function isKey(update: StateUpdate): update is StateUpdate & { key: true } {
  return 'key' in update && update.key === true;
}
