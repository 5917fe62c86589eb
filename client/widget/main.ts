// What plays a log is loaded by the SDK when it is needed; here it always is, and comes in the same file.
import '../playing.ts';
import { LiveBriefing } from './element.ts';

customElements.define('live-briefing', LiveBriefing);
