import type { Briefing } from '../../src/protocol/briefing.ts';
import { attributes, escaped, paragraphs } from '../../src/protocol/html.ts';
import type { Snapshot } from '../../src/protocol/snapshot.ts';
import { frame } from './frame.ts';
import { updateHtml } from './update.ts';
import { STATUS } from './words.ts';

/** What a server writes, which does not know where the reader is. The page's script writes it again in the reader's own time. */
export function utc(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

/** Times the log's own pace, as the page offers them. */
const SPEEDS = [1, 10, 60, 600];

/** A briefing's page: complete without a script, which then follows and replays it. */
export function shell({ briefing, snapshot }: { briefing: Briefing; snapshot: Snapshot }): string {
  const { id, title, summary, language, status } = briefing;
  const updates = snapshot.updates.map((update) => updateHtml(update, utc)).join('\n');
  const older = snapshot.older === 0 ? '' : `<p class="older">${snapshot.older} older updates are not shown here.</p>`;
  return frame(
    { title, description: summary ?? title, language },
    `<main${attributes({ id: 'briefing', 'data-briefing': id })}>
<header>
<p class="state" role="status">${STATUS[status]}</p>
<h1 dir="auto">${escaped(title)}</h1>
<div class="summary" dir="auto">${paragraphs(summary ?? '')}</div>
</header>
${controls()}
<section class="updates" role="feed" aria-label="Updates, newest first" aria-busy="false">
${updates}
</section>
${older}
</main>`,
  );
}

/** Shown by the script: without it they would do nothing. */
function controls(): string {
  const speeds = SPEEDS.map((speed) => `<option${attributes({ value: String(speed) })}>${speed}×</option>`).join('');
  return `<form class="controls" lang="en" dir="ltr" aria-label="Replay" hidden>
<button type="button" name="play">Play from the start</button>
<button type="button" name="pause" disabled>Pause</button>
<label>Speed <select name="speed">${speeds}</select></label>
<button type="button" name="live" disabled>Live</button>
<output name="playhead" aria-live="off"></output>
</form>`;
}
