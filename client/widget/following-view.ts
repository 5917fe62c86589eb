import { html, type LitElement, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { anchorOf } from './card.ts';
import { Edge } from './edge.ts';
import { feed, olderButton, pill } from './feed.ts';
import { walk } from './feed-keys.ts';
import { linkedUpdate, linkTo } from './page-address.ts';
import { endSlides, holdStill, slide } from './place.ts';
import { type Reader, updatesOf } from './reader.ts';
import { Roll } from './roll.ts';
import type { Saying } from './saying.ts';

/** How the list is wanted. `held`: what is new waits, wherever the reader is. */
export type FeedWishes = { readonly order: string | null; readonly keyOnly: boolean; readonly held: boolean };

/** What the list tells. */
export type FeedHears = {
  arrived(ids: readonly string[]): void;
  revealed(ids: readonly string[]): void;
  missing(): void;
};

/** The list of updates in the page: what is in it, what waits, where it stands, and the ways about in it. */
export class FollowingView implements ReactiveController {
  readonly #host: LitElement & FeedWishes;
  readonly #reader: Reader;
  readonly #hears: FeedHears;
  readonly #edge: Edge;
  #roll = new Roll();
  #loading = false;
  /** The update that the page's address leads to, until the reader is there. */
  #goal: string | undefined;

  constructor(host: LitElement & FeedWishes, reader: Reader, hears: FeedHears) {
    this.#host = host;
    this.#reader = reader;
    this.#hears = hears;
    this.#edge = new Edge(host);
    host.addController(this);
  }

  get waiting(): number {
    return this.#roll.waiting;
  }

  hostConnected(): void {
    addEventListener('hashchange', this.#addressed);
    this.#addressed();
  }

  hostDisconnected(): void {
    removeEventListener('hashchange', this.#addressed);
  }

  hostUpdated(): void {
    this.#edge.watch(this.#host.renderRoot.querySelector('.edge') ?? undefined);
    if (this.#goal !== undefined && this.#reader.begun) this.#arrive(this.#goal);
  }

  /** Another briefing. */
  restart(): void {
    this.#roll = new Roll();
  }

  /** Another moment. */
  leap(): void {
    this.#roll.leap();
  }

  /** Takes the reading as it is now; gives what is to be done once that is on the screen, so that nothing jumps. */
  take(): () => void {
    if (!this.#reader.begun) return () => {};
    const list = this.#list;
    const settle = list && (this.#edge.near ? slide(list) : holdStill(list));
    const arrived = this.#roll.take(updatesOf(this.#reader.state, this.#host.keyOnly));
    if (arrived.length > 0) this.#hears.arrived(arrived);
    if (this.#revealsItself) this.#reveal();
    return settle ?? (() => {});
  }

  /** Shows what waits, and brings the reader to the first of it. */
  async reveal(): Promise<void> {
    const revealed = this.#reveal();
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    const articles = [...(this.#list?.querySelectorAll<HTMLElement>('article') ?? [])];
    const first = articles.find(({ id }) => revealed.has(id.replace('update-', '')));
    this.#goTo(first);
  }

  /** Brings the reader to an update, loading what is older until it is there; false when there is none of that id. */
  async goTo(id: string): Promise<boolean> {
    while (!this.#roll.include(id)) if (!(await this.#load()) && !this.#roll.include(id)) return false;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#goTo(this.#articleOf(id));
    return true;
  }

  /** Shows older updates, loading them if need be. */
  async loadOlder(): Promise<void> {
    if (this.#roll.hidden === 0) await this.#load();
    this.#roll.widen();
    this.#host.requestUpdate();
  }

  render(saying: Saying): TemplateResult {
    const newestFirst = this.#newestFirst;
    const shown = this.#roll.shown;
    const updates = newestFirst ? shown.toReversed() : shown;
    const older = this.#roll.hidden + this.#notLoaded;
    const edge = html`<div class="edge"></div>`;
    const more = olderButton(older, this.#loading, () => this.loadOlder(), saying);
    const view = { updates, newestFirst, older, fresh: this.#roll.fresh, visit: this.#visit, busy: this.#loading };
    return html`<div class="list ${newestFirst ? 'newest-first' : 'oldest-first'} ${this.#edge.near ? 'at-edge' : ''}"
      @keydown=${this.#walk} @click=${this.#follow}>
      ${newestFirst ? html`${this.#pill(saying)}${edge}` : more}
      ${updates.length > 0 ? feed(view, saying) : html`<slot name="empty"><p class="empty">${saying.words.say('empty')}</p></slot>`}
      ${newestFirst ? more : edge}
    </div>`;
  }

  /** What belongs to the dock at the bottom of the screen: where news come from below, what waits waits there. */
  renderDock(saying: Saying) {
    return this.#newestFirst ? nothing : this.#pill(saying);
  }

  #pill(saying: Saying): TemplateResult {
    return pill(this.waiting, this.#newestFirst, () => this.reveal(), saying);
  }

  get #list(): Element | null {
    return this.#host.renderRoot.querySelector('.feed');
  }

  get #newestFirst(): boolean {
    return this.#host.order !== 'oldest';
  }

  /** How many updates there are that the reading has not loaded. */
  get #notLoaded(): number {
    const { state } = this.#reader;
    return Math.max(0, (state?.briefing?.updates ?? 0) - (state?.updates.size ?? 0));
  }

  /** New updates show themselves to who looks at their end of the list, and reads nothing there that they would push away. */
  get #revealsItself(): boolean {
    const reads = this.#host.shadowRoot?.activeElement?.closest('article');
    return this.#edge.seen && !this.#host.held && !(reads && this.#newestFirst);
  }

  /** In the order of the list: the first update of which its reader has seen what comes before, or after, on an earlier visit. */
  get #visit(): string | undefined {
    const { player, state } = this.#reader;
    const unread = player?.unread?.updates ?? 0;
    if (unread === 0 || !state) return undefined;
    return [...state.updates.keys()].at(this.#newestFirst ? -1 - unread : -unread);
  }

  #reveal(): ReadonlySet<string> {
    const revealed = this.#roll.reveal();
    if (revealed.size > 0) this.#hears.revealed([...revealed]);
    return revealed;
  }

  /** More of what is older; false when there is no more. */
  async #load(): Promise<boolean> {
    if (this.#notLoaded === 0 || this.#loading) return false;
    this.#loading = true;
    this.#host.requestUpdate();
    try {
      return (await this.#reader.player?.loadOlder()) ?? false;
    } finally {
      this.#loading = false;
      this.#roll.take(updatesOf(this.#reader.state, this.#host.keyOnly));
      this.#host.requestUpdate();
    }
  }

  async #arrive(id: string): Promise<void> {
    this.#goal = undefined;
    if (!(await this.goTo(id))) this.#hears.missing();
  }

  #goTo(article: HTMLElement | undefined): void {
    if (this.#list) endSlides(this.#list);
    article?.scrollIntoView({ block: 'start' });
    article?.focus({ preventScroll: true });
  }

  #articleOf(id: string): HTMLElement | undefined {
    return this.#host.shadowRoot?.getElementById(anchorOf(id)) ?? undefined;
  }

  readonly #addressed = () => {
    this.#goal = linkedUpdate(location.hash);
    if (this.#goal !== undefined) this.#host.requestUpdate();
  };

  readonly #walk = (event: KeyboardEvent) => {
    const root = this.#host.renderRoot;
    const after = this.#newestFirst ? root.querySelector<HTMLElement>('.older button') : null;
    walk(event, { before: root.querySelector('.tools button'), after: after ?? root.querySelector('dateline-player') });
  };

  /** A link to an update: the address changes, and the page stays, whatever its base is. */
  readonly #follow = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const hash = link?.getAttribute('href') ?? '';
    const id = linkedUpdate(hash);
    if (id === undefined || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    linkTo(hash);
    this.#arrive(id);
  };
}
