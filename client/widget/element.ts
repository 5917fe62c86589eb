import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Moment, Player } from '../index.ts';
import { addressOf } from './address.ts';
import { type Condition, conditionInWords } from './condition.ts';
import { clearFirstState, firstState } from './first-state.ts';
import { FollowingView } from './following-view.ts';
import { type Words, wordsFor } from './languages/words.ts';
import { openOptions } from './options.ts';
import { linkToMoment, titleWith } from './page-address.ts';
import { Reader, updatesOf } from './reader.ts';
import { sayingIn } from './saying.ts';
import { statusLine } from './status-line.ts';
import { styles } from './styles/index.ts';
import { keySummary, pinned } from './summary.ts';
import { type Times, timesIn } from './times.ts';

/** Times in words are looked at so often, ms. */
const TICK_MS = 15_000;

/** A briefing, followed live or replayed: `<live-briefing src="https://news.example/briefings/night-ferry"></live-briefing>`. */
export class LiveBriefing extends LitElement {
  static override styles = styles;
  static override properties = {
    src: { reflect: true },
    mode: { reflect: true },
    from: { reflect: true },
    speed: { type: Number, reflect: true },
    maxGap: { type: Number, attribute: 'max-gap', reflect: true },
    order: { reflect: true },
    lang: { reflect: true },
    theme: { reflect: true },
    timeZone: { attribute: 'time-zone', reflect: true },
    keyOnly: { type: Boolean, attribute: 'key-only', reflect: true },
    titleCount: { type: Boolean, attribute: 'title-count', reflect: true },
    at: { type: Boolean, reflect: true },
    held: { type: Boolean, reflect: true },
  };

  declare src: string | null;
  declare mode: 'live' | 'replay' | null;
  declare from: string | null;
  declare speed: number | null;
  declare maxGap: number | null;
  declare order: 'newest' | 'oldest' | null;
  declare lang: string;
  declare theme: 'auto' | 'light' | 'dark' | null;
  declare timeZone: string | null;
  declare keyOnly: boolean;
  declare titleCount: boolean;
  declare at: boolean;
  declare held: boolean;

  readonly #reader = new Reader(this, {
    leapt: () => this.#list.leap(),
    entries: (entries) => this.#tell('dateline-entries', { entries }),
    playhead: (playhead) => {
      if (this.at) linkToMoment(playhead);
      this.#tell('dateline-playhead', playhead);
    },
    viewers: (count) => this.#tell('dateline-viewers', { count }),
  });
  readonly #list = new FollowingView(this, this.#reader, {
    arrived: (ids) => this.#arrived(ids),
    revealed: (ids) => this.#tell('dateline-reveal', { ids }),
    missing: () => this.#announce(this.#words.say('missing')),
  });
  #words: Words = wordsFor(undefined);
  #times: Times = timesIn('en');
  #condition: Condition = 'connecting';
  #announcement = '';
  #ticking: ReturnType<typeof setInterval> | undefined;

  /** What the reading does just now. */
  get condition(): Condition {
    return this.#condition;
  }

  /** How many new updates wait to be revealed. */
  get waiting(): number {
    return this.#list.waiting;
  }

  /** The SDK's reading of the briefing, for what this element has no word for. Undefined without a `src`. */
  get player(): Player | undefined {
    return this.#reader.player;
  }

  /** Goes on; from live, the briefing is replayed from its start. */
  play(): void {
    const { player } = this;
    if (player?.status.name === 'live' || player?.status.name === 'finished') player.seek(player.span?.startsAt ?? 0);
    player?.resume();
  }

  pause(): void {
    this.player?.pause();
  }

  /** Everything up to now at once, then whatever comes. */
  goLive(): void {
    this.player?.goLive();
  }

  /** Goes to a moment: ISO 8601, ms since 1970 or a Date. */
  seek(moment: Moment): void {
    this.player?.seek(moment);
  }

  /** Shows the new updates that wait, and brings the reader to the first of them. */
  reveal(): Promise<void> {
    return this.#list.reveal();
  }

  /** Brings the reader to an update, loading what is older if need be; false when there is none of that id. */
  goTo(update: string): Promise<boolean> {
    return this.#list.goTo(update);
  }

  /** Shows more of what was published before. */
  loadOlder(): Promise<void> {
    return this.#list.loadOlder();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticking = setInterval(() => this.requestUpdate(), TICK_MS);
    if (this.hasUpdated) this.#open(); // it was elsewhere in the page before
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
    if (this.titleCount) document.title = titleWith(0, document.title);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('lang') || changed.has('timeZone') || !this.hasUpdated) this.#learnLanguage();
    if (changed.has('src')) this.#open();
    else if (changed.has('mode')) this.mode === 'replay' ? this.play() : this.goLive();
    if (changed.has('speed') && this.speed) this.player?.setSpeed(this.speed);
    this.#turn();
  }

  protected override update(changed: PropertyValues<this>): void {
    const settle = this.#list.take();
    super.update(changed);
    settle();
    if (this.titleCount) document.title = titleWith(this.waiting, document.title);
  }

  protected override render(): TemplateResult {
    const saying = sayingIn(this.#words, this.#times, Date.now());
    const { state, player, known, begun } = this.#reader;
    return html`<div class="frame" part="frame" lang=${this.#words.language} dir=${this.#words.dir}>
      ${statusLine(this.#condition, known, player?.viewers, saying)}
      <slot name="header">${begun ? this.#head() : nothing}</slot>
      ${begun && state ? html`${this.#tools()}${keySummary(updatesOf(state, false), saying)}${pinned(state, saying)}${this.#list.render(saying)}` : nothing}
      <slot name="footer"></slot>
      <p class="visually-hidden" role="status">${this.#announcement}</p>
    </div>`;
  }

  #head() {
    const { title, summary, language } = this.#reader.state?.briefing ?? {};
    return html`<h2 part="title" lang=${language ?? nothing} dir="auto">${title}</h2>
      ${summary === undefined ? nothing : html`<p class="about" part="summary" lang=${language ?? nothing} dir="auto">${summary}</p>`}`;
  }

  #tools() {
    return html`<p class="tools" part="tools">
      <button type="button" part="button" aria-pressed=${this.held} @click=${() => this.toggleHeld()}>
        ${this.#words.say(this.held ? 'resumeUpdating' : 'stopUpdating')}</button>
    </p>`;
  }

  /** New updates wait until they are wanted, or show themselves again. */
  toggleHeld(): void {
    this.held = !this.held;
  }

  #open(): void {
    const address = this.src ? addressOf(this.src, document.baseURI) : undefined;
    this.#list.restart();
    if (!address) return this.#reader.close();
    const snapshot = firstState(this, address.briefing);
    this.#reader.open(address, { ...openOptions(this, location.search), ...(snapshot && { snapshot }) });
    clearFirstState(this);
  }

  #learnLanguage(): void {
    const nearest = this.closest('[lang]')?.getAttribute('lang');
    this.#words = wordsFor(this.lang || nearest || navigator.language);
    this.#times = timesIn(this.#words.language, this.timeZone ?? undefined);
  }

  #turn(): void {
    const { condition, known } = this.#reader;
    if (condition === this.#condition) return;
    const first = this.#condition === 'connecting';
    this.#condition = condition;
    if (!first) this.#announcement = conditionInWords(condition, known, sayingIn(this.#words, this.#times, Date.now()));
    this.#tell('dateline-condition', { condition });
  }

  #arrived(ids: readonly string[]): void {
    this.#announcement = this.#words.say('newUpdates', { count: ids.length });
    this.#tell('dateline-arrive', { ids });
  }

  #announce(text: string): void {
    this.#announcement = text;
    this.requestUpdate();
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'live-briefing': LiveBriefing;
  }
}
