import { connect, type OpenOptions, type Player } from '../../../client/index.ts';
import { wordsFor } from '../../../client/widget/languages/words.ts';
import { DatelinePlayer } from '../../../client/widget/player/element.ts';
import { timesIn } from '../../../client/widget/times.ts';

declare global {
  interface Window {
    reading: Player;
  }
}

/** The controls alone, in a page in English, over a list as plain as can be: `?service=…&briefing=…&lang=…&options={…}`. */
const asked = new URLSearchParams(location.search);
const language = asked.get('lang') ?? 'en-GB';
const options = JSON.parse(asked.get('options') ?? '{}') as OpenOptions;

customElements.define('dateline-player', DatelinePlayer);
const player = connect(asked.get('service') ?? '').open(asked.get('briefing') ?? '', options);
window.reading = player;

const element = document.querySelector('dateline-player') as DatelinePlayer;
element.words = wordsFor(language);
element.times = timesIn(language, 'UTC');
element.player = player;

const list = document.querySelector('ol')!;
player.subscribe(() => {
  const updates = [...player.state.updates.values()].slice(-20).reverse();
  list.replaceChildren(
    ...updates.map((update) => {
      const item = document.createElement('li');
      item.textContent = 'retracted' in update ? '' : update.text;
      return item;
    }),
  );
  document.documentElement.dataset.status = player.status.name;
});
