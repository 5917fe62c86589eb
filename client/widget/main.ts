// What the SDK loads when it is needed comes in the same file here: one script is all that a page has to have.
import '../playing.ts';
import '../transports/http.ts';
import { LiveBriefing } from './element.ts';
import { DatelinePlayer } from './player/element.ts';

customElements.define('dateline-player', DatelinePlayer);
customElements.define('live-briefing', LiveBriefing);
