import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Moment, Player, State } from '../index.ts';
import { addressOf } from './address.ts';
import { BriefingElement } from './briefing-element.ts';
import { type Condition, conditionInWords } from './condition.ts';
import { clearFirstState, firstState } from './first-state.ts';
import { FollowingView } from './following-view.ts';
import { head, tools } from './head.ts';
import { type Words, wordsFor } from './languages/words.ts';
import { openOptions } from './options.ts';
import { linkToMoment, titleWith } from './page-address.ts';
import { Reader, updatesOf } from './reader.ts';
import { type Saying, sayingIn } from './saying.ts';
import { statusLine } from './status-line.ts';
import { styles } from './styles/index.ts';
import { keySummary, pinned } from './summary.ts';
import { type Times, timesIn } from './times.ts';

/** Times in words are looked at so often, ms. */
const TICK_MS = 15_000;

/**
 * A briefing, followed live or replayed: `<live-briefing src="https://news.example/briefings/night-ferry"></live-briefing>`.
 *
 * @slot header - In place of the title and the summary.
 * @slot empty - In place of what is said while nothing has been published.
 * @slot footer - Below everything.
 *
 * @csspart frame - Everything.
 * @csspart status - The line that says what the reading does.
 * @csspart condition - What it does, in words and by a shape.
 * @csspart viewers - How many read now.
 * @csspart title - The briefing's title.
 * @csspart summary - The briefing's summary.
 * @csspart tools - What updates are wanted.
 * @csspart button - Each button but the pill.
 * @csspart keys - The key updates to jump by.
 * @csspart pinned - The pinned updates on top.
 * @csspart pinned-update - Each of them.
 * @csspart pill - "3 new updates".
 * @csspart feed - The list.
 * @csspart update - An update in it.
 * @csspart when - An update's time and marks.
 * @csspart headline - An update's headline.
 * @csspart warning - What is folded behind a warning.
 * @csspart media - A picture or a recording with its caption.
 * @csspart foot - An update's byline and sources.
 * @csspart correction - A correction's line.
 * @csspart visit - "Since your last visit".
 * @csspart older - The button that shows older updates.
 * @csspart player - The controls of a replay.
 *
 * @cssprop [--dateline-accent] - The one colour: marks, states, times of key updates.
 * @cssprop [--dateline-text] - Letters.
 * @cssprop [--dateline-quiet] - Letters that matter less.
 * @cssprop [--dateline-rule] - Lines.
 * @cssprop [--dateline-ground] - Behind everything.
 * @cssprop [--dateline-font=1.0625rem / 1.5 system-ui, sans-serif] - The font, as the `font` property takes it.
 * @cssprop [--dateline-measure=65ch] - The longest line of text.
 * @cssprop [--dateline-rail=8rem] - The width of the times beside the updates.
 * @cssprop [--dateline-space=1rem] - Above and below each update, and around everything.
 * @cssprop [--dateline-radius=0.25rem] - Of buttons.
 * @cssprop [--dateline-top=0px] - The height of what your page keeps at the top of the screen.
 * @cssprop [--dateline-bottom=0px] - The same at the bottom.
 *
 * @fires {CustomEvent<{condition: string}>} dateline-condition - The reading does something else: live, reconnecting, replaying …
 * @fires {CustomEvent<{entries: Entry[]}>} dateline-entries - Entries of the log have been read, each once, in order.
 * @fires {CustomEvent<{ids: string[]}>} dateline-arrive - Updates have been published that the reader has not seen.
 * @fires {CustomEvent<{ids: string[]}>} dateline-reveal - They are shown.
 * @fires {CustomEvent<Playhead>} dateline-playhead - Where in the log's time the reader is: once a second, and at every turn.
 * @fires {CustomEvent<{count: number}>} dateline-viewers - How many read now.
 */
export class LiveBriefing extends BriefingElement {
  static override styles = styles;

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

  /** New updates wait until they are wanted, or show themselves again. */
  toggleHeld(): void {
    this.held = !this.held;
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
    const { state, player, known } = this.#reader;
    return html`<div class="frame" part="frame" lang=${this.#words.language} dir=${this.#words.dir}>
      ${statusLine(this.#condition, known, player?.viewers, saying)}
      <slot name="header">${head(state?.briefing)}</slot>
      ${state?.briefing ? this.#briefing(state, saying) : nothing}
      <slot name="footer"></slot>
      <p class="visually-hidden" role="status">${this.#announcement}</p>
    </div>`;
  }

  #briefing(state: State, saying: Saying): TemplateResult {
    return html`${tools(this.held, () => this.toggleHeld(), saying)} ${keySummary(updatesOf(state, false), saying)}
      ${pinned(state, saying)} ${this.#list.render(saying)}
      <div class="dock">
        ${this.#list.renderDock(saying)}
        <dateline-player part="player" .player=${this.player} .words=${this.#words} .times=${this.#times}></dateline-player>
      </div>`;
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
