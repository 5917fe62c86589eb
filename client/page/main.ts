import './page.css';
import { connect, type Following, type Player } from '../index.ts';
import type { Timing } from './update.ts';
import { SHOWN_UPDATES, View } from './view.ts';
import { stateInWords } from './words.ts';

/** Silences of a replay take at most so long, ms. */
const MAX_GAP_MS = 5_000;

const today = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const otherDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** In the reader's own time zone, with the day unless it is today. */
const timing: Timing = (at) => {
  const moment = new Date(at);
  return (moment.toDateString() === new Date().toDateString() ? today : otherDay).format(moment);
};

for (const time of document.querySelectorAll('time')) time.textContent = timing(time.dateTime);

const main = document.querySelector<HTMLElement>('#briefing');
if (main?.dataset.briefing) start(main, main.dataset.briefing);

function start(main: HTMLElement, briefing: string): void {
  const connection = connect(location.origin);
  const part = <Kind extends Element>(selector: string) => main.querySelector<Kind>(selector)!; // all are in `shell`
  const view = new View(part('.updates'), timing);
  const state = part('.state');
  const controls = part<HTMLFormElement>('.controls');
  const button = (name: string) => part<HTMLButtonElement>(`button[name=${name}]`);
  const speed = part<HTMLSelectElement>('select');
  const playhead = part('output');

  let reading: Following | Player = connection.follow(briefing, { last: SHOWN_UPDATES });
  let stop = reading.subscribe(show);
  const replay = () => ('playhead' in reading ? reading : undefined);

  function show(): void {
    const { status, state: now } = reading;
    const words = stateInWords(status, { briefing: now.briefing?.status, updatedAt: now.briefing?.updatedAt }, timing);
    if (state.textContent !== words) state.textContent = words;
    main.dataset.state = status.name;
    if (reading.cursor) view.show(now);
    const running = status.name === 'replaying' || status.name === 'paused';
    const at = replay()?.playhead?.at;
    playhead.textContent = running && at ? timing(at) : '';
    button('pause').textContent = status.name === 'paused' ? 'Resume' : 'Pause';
    button('pause').disabled = !replay() || status.name === 'finished';
    button('live').disabled = !running;
  }

  button('play').addEventListener('click', () => {
    stop();
    reading = connection.replay(briefing, { speed: Number(speed.value), maxGap: MAX_GAP_MS });
    stop = reading.subscribe(show);
    show();
  });
  button('pause').addEventListener('click', () => {
    if (reading.status.name === 'paused') replay()?.resume();
    else replay()?.pause();
  });
  button('live').addEventListener('click', () => replay()?.goLive());
  speed.addEventListener('change', () => replay()?.setSpeed(Number(speed.value)));
  controls.hidden = false;
  show();
}
