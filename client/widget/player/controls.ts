import { html, nothing, type TemplateResult } from 'lit';
import type { Player } from '../../index.ts';
import type { Words } from '../languages/words.ts';
import type { Times } from '../times.ts';
import { isAtHead, isPlaying, replayFromStart, SPEEDS, setSpeed, skipSilence, toggle } from './steering.ts';

/** `silence`: the longest that is not skipped while silences are, ms of the log's time. */
export type Controlled = { player: Player; words: Words; times: Times; silence: number };

const PLAY = html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M3 1v14l11-7z" /></svg>`;
const PAUSE = html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M3 1h3.5v14H3zM9.5 1H13v14H9.5z" /></svg>`;

export function controls(controlled: Controlled): TemplateResult {
  return html`<div class="controls">
    ${playButton(controlled)} ${speedMenu(controlled)} ${silenceSwitch(controlled)} ${otherEndButton(controlled)}
  </div>`;
}

/** Live can be paused, too: what comes waits until it is live again. */
function playButton({ player, words }: Controlled): TemplateResult {
  const runs = isPlaying(player) || player.status.name === 'live';
  return html`<button
    type="button"
    aria-label=${words.say(runs ? 'pause' : 'play')}
    ?disabled=${!player.span}
    @click=${() => toggle(player)}
  >
    ${runs ? PAUSE : PLAY}
  </button>`;
}

function speedMenu({ player, words }: Controlled): TemplateResult {
  const current = player.pace?.speed ?? 1;
  const speeds = [...new Set([...SPEEDS, current])].sort((one, other) => one - other);
  const number = new Intl.NumberFormat(words.language);
  const change = ({ target }: Event) => setSpeed(player, Number((target as HTMLSelectElement).value)); // it is on the select
  return html`<select aria-label=${words.say('speed')} @change=${change}>
    ${speeds.map(
      (speed) =>
        html`<option value=${speed} .selected=${speed === current}>
          ${words.say('times', { speed: number.format(speed) })}
        </option>`,
    )}
  </select>`;
}

function silenceSwitch({ player, words, silence }: Controlled): TemplateResult {
  const change = ({ target }: Event) => skipSilence(player, (target as HTMLInputElement).checked ? silence : undefined); // as above
  return html`<label>
    <input type="checkbox" .checked=${player.pace?.maxGap !== undefined} @change=${change} />
    <span>${words.say('skipSilence')}</span>
  </label>`;
}

/** Leads from the head to the start, and back from wherever it is; always in the same place. */
function otherEndButton({ player, words, times }: Controlled): TemplateResult {
  if (isAtHead(player))
    return html`<button type="button" class="other-end" @click=${() => replayFromStart(player)}>
      <span>${words.say('replayFromStart')}</span>
    </button>`;
  const ended = player.latest?.status === 'ended';
  return html`<button type="button" class="other-end" ?disabled=${!player.span} @click=${() => player.goLive()}>
    <span>${words.say(ended ? 'toEnd' : 'backToLive')}</span>
    ${ended ? nothing : html`<small>${words.say('behind', { time: times.length(player.behind().ms) })}</small>`}
  </button>`;
}
