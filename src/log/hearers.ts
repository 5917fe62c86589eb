import { Cluster } from 'ioredis';
import type { Connection } from '../runtime/redis.ts';
import { keysOf } from './keys.ts';
import { entryOf, type Line } from './line.ts';
import type { Hint } from './log.ts';

type Hear = (hint: Hint | 'gap') => void;
type Listening = { briefing: string; hears: Set<Hear> };
/** What `place.lua` publishes, and what `append.lua` does. */
type Message = { gap: true } | Appended;
type Appended = Omit<Line, 'revision'> & { revision?: number; epoch: string; previous: Hint['previous'] };

/** Who listens to which log, over one connection: one subscription a briefing, however many listen. */
export function createHearers(subscriber: Connection) {
  const channels = new Map<string, Listening>();
  // Done below. What the client does itself has no answer: were it refused, nobody would catch that, and the process die.
  if (!(subscriber instanceof Cluster)) subscriber.options.autoResubscribe = false;

  subscriber.on('smessage', (channel: string, text: string) => {
    const listening = channels.get(channel);
    if (!listening) return;
    const hint = hintOf(listening.briefing, text);
    for (const hear of listening.hears) hear(hint);
  });

  // After a broken link hints are missing. Listening again comes first, so that nothing falls between it and the look.
  if (!(subscriber instanceof Cluster))
    subscriber.on('ready', () => {
      for (const [channel, listening] of channels) {
        const tell = () => tellGap(listening);
        subscriber.ssubscribe(channel).then(tell, tell);
      }
    });
  // The client of a cluster listens again by itself, where the slots are by then. It does not say when that is answered: what falls
  // between is found by the next look at the head.
  else
    subscriber.on('subscribersReady', () => {
      for (const listening of channels.values()) tellGap(listening);
    });

  async function add(briefing: string, hear: Hear): Promise<() => Promise<void>> {
    const { channel } = keysOf(briefing);
    const listening = channels.get(channel) ?? { briefing, hears: new Set() };
    channels.set(channel, listening);
    listening.hears.add(hear);
    const leave = async () => {
      listening.hears.delete(hear);
      if (listening.hears.size > 0 || channels.get(channel) !== listening) return;
      channels.delete(channel);
      await subscriber.sunsubscribe(channel).catch(() => {}); // a link that is broken carries no hints either
    };
    try {
      await subscriber.ssubscribe(channel);
    } catch (error) {
      listening.hears.delete(hear);
      if (listening.hears.size === 0) channels.delete(channel);
      throw error;
    }
    return leave;
  }

  return { add };
}

function tellGap({ hears }: Listening): void {
  for (const hear of hears) hear('gap');
}

function hintOf(briefing: string, text: string): Hint | 'gap' {
  const message = JSON.parse(text) as Message;
  if ('gap' in message) return 'gap';
  const { epoch, previous, revision = 0, ...line } = message;
  return { epoch, previous, id: line.id, entry: entryOf(briefing, { ...line, revision }) };
}
