import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Pace } from '../../../src/protocol/pace.ts';
import type { Player, State, StateUpdate, Timeline } from '../../index.ts';
import { type Words, wordsFor } from '../languages/words.ts';
import { type Times, timesIn } from '../times.ts';
import { controls } from './controls.ts';
import { densityPath, keyPlaces } from './density.ts';
import { Hand } from './hand.ts';
import { isAtHead, isPlaying, longestSilence, skipSilence, take, toggle } from './steering.ts';
import { stepOf } from './steps.ts';
import { styles } from './styles.ts';

/** The drawing has so many bars: as many as a phone's screen can tell apart. */
const PARTS = 72;
/** The thumb moves so often while it plays, ms; of its own accord no more often than once a second for who wants no motion. */
const PAINT_MS = 100;
const CALM_PAINT_MS = 1_000;
/** So much of a text stands for its headline. */
const HEADLINE_CHARACTERS = 120;

/** The controls of a `Player`, and where in its log's time it is: `<dateline-player .player=${player}></dateline-player>`. */
export class DatelinePlayer extends LitElement {
  static override styles = styles;
  static override properties = {
    player: { attribute: false },
    words: { attribute: false },
    times: { attribute: false },
  };

  declare player: Player | undefined;
  declare words: Words;
  declare times: Times;

  #hand: Hand | undefined;
  /** The longest that is not skipped while silences are, ms of the log's time; undefined until the player has a pace. */
  #silence: number | undefined;
  /** The reader has been in the past: from then on, all of the controls are there. */
  #turned = false;
  #unsubscribe = () => {};
  #painting: ReturnType<typeof setInterval> | undefined;
  #timeline: { of: string; timeline: Timeline } | undefined;
  #newest: { of: State; update: StateUpdate | undefined } | undefined;

  constructor() {
    super();
    this.words = wordsFor(undefined);
    this.times = timesIn(this.words.language);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe();
    this.#rest();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('player')) this.#listen();
    if (this.player?.pace && this.#silence === undefined) this.#skip(this.player, this.player.pace);
    if (this.player?.span && !isAtHead(this.player)) this.#turned = true;
    if (this.player && isPlaying(this.player)) this.#paint();
    else this.#rest();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { player, words, times } = this;
    if (!player) return nothing;
    return html`<div class=${this.#turned ? '' : 'brief'} role="group" aria-label=${words.say('replay')} lang=${words.language} dir=${words.dir}>
      ${this.#moment(player)} ${this.#axis(player)} ${controls({ player, words, times, silence: this.#silence ?? 0 })}
    </div>`;
  }

  #listen(): void {
    this.#unsubscribe();
    const { player } = this;
    this.#hand = player && new Hand(player, (paint) => requestAnimationFrame(paint));
    this.#timeline = undefined;
    this.#silence = undefined;
    this.#turned = false;
    this.#unsubscribe = player?.subscribe(() => this.requestUpdate()) ?? (() => {});
  }

  /** Unless the author has said more of silences, they are skipped: a reader who sees nothing happen does not stay. */
  #skip(player: Player, pace: Pace): void {
    this.#silence = longestSilence(pace);
    if (pace.maxGap === undefined) skipSilence(player, this.#silence);
  }

  #paint(): void {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#painting ??= setInterval(() => this.requestUpdate(), calm ? CALM_PAINT_MS : PAINT_MS);
  }

  #rest(): void {
    clearInterval(this.#painting);
    this.#painting = undefined;
  }

  /** Where it is, and what the newest update is there; at the head, that stands in the list. */
  #moment(player: Player): TemplateResult {
    if (isAtHead(player) || !player.playhead)
      return html`<p class="moment"><strong>${this.#headWords(player)}</strong></p>`;
    const { at } = player.playhead;
    const update = this.#newestOf(player.state);
    return html`<p class="moment">
      <time datetime=${at}>${this.#clock(at)}</time>
      <span dir="auto" lang=${languageOf(update) ?? nothing}>${headlineOf(update)}</span>
    </p>`;
  }

  #axis(player: Player): TemplateResult {
    const timeline = this.#timelineOf(player);
    const { duration = 0, buckets = [] } = timeline ?? {};
    const played =
      this.#hand?.played ?? (isAtHead(player) ? duration : (timeline?.playedAt(player.playhead?.at ?? 0) ?? 0));
    const share = duration > 0 ? played / duration : 1;
    return html`<div class="axis" @pointerenter=${() => player.prepare()}>
      <div class="drawing" aria-hidden="true">
        <svg viewBox="0 0 ${PARTS} 100" preserveAspectRatio="none">
          <linearGradient id="played" gradientUnits="userSpaceOnUse" x1="0" x2=${PARTS}>
            <stop class="played" offset=${share} />
            <stop class="ahead" offset=${share} />
          </linearGradient>
          <path fill="url(#played)" d=${timeline ? densityPath(timeline) : ''} />
        </svg>
        ${keyPlaces(buckets).map((place) => html`<i class="key" .style=${`inset-inline-start: ${place * 100}%`}></i>`)}
      </div>
      <input
        type="range"
        min="0"
        max=${duration}
        step="any"
        .value=${live(String(played))}
        ?disabled=${duration === 0}
        aria-label=${this.words.say('moment')}
        aria-valuetext=${this.#momentInWords(player)}
        @focus=${() => player.prepare()}
        @pointerdown=${() => timeline && this.#hand?.press(timeline)}
        @input=${(event: Event) => timeline && this.#hand?.move(placeIn(event), timeline)}
        @change=${this.#release}
        @pointerup=${this.#release}
        @pointercancel=${this.#release}
        @keydown=${(event: KeyboardEvent) => timeline && this.#step(event, player, timeline)}
      />
    </div>`;
  }

  readonly #release = () => {
    this.#hand?.release();
    this.requestUpdate();
  };

  #step(event: KeyboardEvent, player: Player, timeline: Timeline): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = stepOf(event.key, event.shiftKey, this.words.dir);
    if (!step && event.key !== ' ') return;
    event.preventDefault();
    if (step) take(step, player, timeline);
    else toggle(player);
  }

  /** While it plays, by the update and not by the playhead: a screen reader would never come to an end. */
  #momentInWords(player: Player): string {
    const update = this.#newestOf(player.state);
    const headline = headlineOf(update);
    const at = isPlaying(player) ? (update?.publishedAt ?? player.playhead?.at) : player.playhead?.at;
    if (isAtHead(player) || !at) return this.#headWords(player);
    return headline ? this.words.say('momentOf', { when: this.#clock(at), headline }) : this.#clock(at);
  }

  #headWords({ status, latest }: Player): string {
    if (status.name === 'connecting') return this.words.say('connecting');
    return this.words.say(latest?.status === 'ended' ? 'ended' : 'live');
  }

  #clock(at: string): string {
    return this.times.clock(Date.parse(at), Date.now());
  }

  #timelineOf(player: Player): Timeline | undefined {
    const current = this.#current(player);
    return current && (this.#hand?.axisOver(current) ?? current);
  }

  /** Made again only when the log or the pace has changed, or more of it is loaded. */
  #current(player: Player): Timeline | undefined {
    const { entries } = player.span ?? {};
    const of = JSON.stringify([entries, player.pace]);
    if (this.#timeline?.of === of && this.#timeline.timeline.whole) return this.#timeline.timeline;
    const timeline = player.timeline(PARTS);
    this.#timeline = timeline && { of, timeline };
    return timeline;
  }

  #newestOf(state: State): StateUpdate | undefined {
    if (this.#newest?.of !== state)
      this.#newest = { of: state, update: [...state.updates.values()].findLast((update) => !('retracted' in update)) };
    return this.#newest.update;
  }
}

function headlineOf(update: StateUpdate | undefined): string {
  return !update || 'retracted' in update ? '' : (update.headline ?? update.text.slice(0, HEADLINE_CHARACTERS));
}

function languageOf(update: StateUpdate | undefined): string | undefined {
  return !update || 'retracted' in update ? undefined : update.language;
}

function placeIn({ target }: Event): number {
  return (target as HTMLInputElement).valueAsNumber; // it is on the input
}
