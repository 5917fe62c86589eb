import type { Link } from '../link.ts';
import type { Source } from './source.ts';

/** What is new in a briefing, as a gateway sends it over a connection that many briefings share. */
export function liveSource(link: Link, briefing: string): Source {
  let leave = () => {};
  return {
    open: (hears) => {
      leave = link.join(briefing, hears);
    },
    send: (name, message, answered) => link.send(name, message, answered),
    reconnect: () => link.reconnect(),
    close: () => leave(),
  };
}
