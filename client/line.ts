import type { Closing, Fault } from '../src/protocol/messages.ts';
import { backoff, FIRST_MS, LASTING_MS, LONGEST_MS } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Environment } from './environment.ts';
import { Refusal } from './refusal.ts';
import { againAfter, FIRST_ROUTE, gotThrough, missedBy, type Route } from './route.ts';
import type { Transport, TransportHears, Way } from './transports/transport.ts';

/** A gateway that has not taken a connection by then is as good as none. */
export const CONNECT_MS = 10_000;

/** `by`: which way; `tries` counts the attempts since the last good connection, `cause` says why the last one failed. */
export type LinkStatus =
  | { readonly name: 'connecting' | 'reconnecting'; readonly tries: number; readonly cause?: string }
  | { readonly name: 'connected'; readonly by: Way }
  | { readonly name: 'closed' }
  | { readonly name: 'failed'; readonly fault: Fault };

export type LineOptions = {
  transports: Record<Way, () => Transport>;
  clock: Clock;
  random: () => number;
  environment: Environment;
};

/** What is heard of a line. `briefing` is asked back: something that is to be read, if anything is. */
export type LineHears = Pick<TransportHears, 'connected' | 'lost' | 'message'> & {
  turned(status: LinkStatus): void;
  briefing(): string | undefined;
};

/** `told`: the gateway has said when to come back, and nothing shortens that. */
type Phase =
  | { is: 'waiting'; told: boolean }
  | { is: 'trying' | 'open'; transport: Transport; told: boolean }
  | { is: 'over' };

/** The way to a gateway, kept up: a transport that breaks is replaced, after a while, by one that gets through. */
export class Line {
  readonly #options: LineOptions;
  readonly #hears: LineHears;
  readonly #unwatch: () => void;
  #phase: Phase = { is: 'waiting', told: false };
  #route: Route = FIRST_ROUTE;
  /** A websocket being tried while there is a connection by HTTP. */
  #better: Transport | undefined;
  #known = false;
  #online: boolean;
  #tries = 0;
  #since = 0;
  #untime = () => {};
  #unlook = () => {};

  constructor(options: LineOptions, hears: LineHears) {
    this.#options = options;
    this.#hears = hears;
    this.#online = options.environment.online;
    this.#unwatch = options.environment.subscribe(() => this.#lookAround());
    this.#try();
  }

  /** The connection, if there is one. */
  get transport(): Transport | undefined {
    return this.#phase.is === 'open' ? this.#phase.transport : undefined;
  }

  /** Ends it, for good. */
  close(status: LinkStatus = { name: 'closed' }): void {
    this.#untime();
    this.#forgetBetter();
    this.#unwatch();
    if ('transport' in this.#phase) this.#phase.transport.close();
    this.#phase = { is: 'over' };
    this.#hears.turned(status);
  }

  /**
   * The gateway will close: come back at a random time within what it says, and read on until then. Even after a `never`,
   * which may be meant for one of many readings: each will be told on its own.
   */
  leave({ retry, spread }: Closing): void {
    if (this.#phase.is !== 'open' || this.#phase.told) return; // the last words of one that has said it before
    const { random } = this.#options;
    this.#phase = { ...this.#phase, told: true };
    this.#forgetTries();
    const penalty = this.#tries > 0 || retry !== 'now' ? backoff(this.#tries, random) : 0;
    this.#tryAfter(random() * spread + penalty);
  }

  #try(): void {
    const transport = this.#options.transports[this.#route.way]();
    this.#phase = { is: 'trying', transport, told: false };
    // The websocket may open and the gateway still not speak.
    this.#after(CONNECT_MS, () => this.#missed(transport, new Error('the gateway does not speak')));
    this.#open(transport);
  }

  #open(transport: Transport): void {
    const hears: TransportHears = {
      connected: () => this.#connected(transport),
      missed: (error) => this.#missed(transport, error),
      lost: () => this.#lost(),
      closing: (said) => this.leave(said),
      message: this.#hears.message,
    };
    transport.open(hears, this.#hears.briefing());
  }

  #connected(transport: Transport): void {
    if (transport === this.#better) {
      this.#better = undefined;
      this.#lost();
    }
    this.#untime();
    this.#phase = { is: 'open', transport, told: false };
    this.#since = this.#options.clock.now();
    this.#route = gotThrough(this.#route, transport.way);
    this.#known = true;
    this.#hears.turned({ name: 'connected', by: transport.way });
    this.#hears.connected();
    if (transport.way === 'http') this.#lookLater();
  }

  #missed(transport: Transport, error: Error): void {
    transport.close();
    if (transport === this.#better) return this.#lookLater();
    const fault = faultOf(error);
    if (fault?.retry === 'never') return this.close({ name: 'failed', fault });
    this.#tries += 1;
    this.#route = missedBy(this.#route);
    this.#wait({ cause: causeOf(error), after: error instanceof Refusal ? error.after : 0 });
  }

  /** Members hear of it before the next attempt. */
  #lost(): void {
    if (this.#phase.is !== 'open') return;
    const { transport, told } = this.#phase;
    transport.close();
    this.#forgetBetter();
    this.#forgetTries();
    this.#wait({ told });
    this.#tries += 1;
    this.#hears.lost();
  }

  #wait({ cause, told = false, after = 0 }: { cause?: string; told?: boolean; after?: number }): void {
    this.#phase = { is: 'waiting', told: told || after > 0 };
    const name = this.#known ? 'reconnecting' : 'connecting';
    if (!told) this.#tryAfter(after + (this.#online ? backoff(this.#tries, this.#options.random) : LONGEST_MS));
    this.#hears.turned({ name, tries: this.#tries, ...(cause !== undefined && { cause }) });
  }

  #tryAfter(ms: number): void {
    this.#after(ms, () => {
      this.#lost();
      this.#try();
    });
  }

  #after(ms: number, act: () => void): void {
    this.#untime();
    this.#untime = this.#options.clock.after(ms, act);
  }

  /** A connection that lasted was a good one, whatever came before it. */
  #forgetTries(): void {
    if (this.#options.clock.now() - this.#since >= LASTING_MS) this.#tries = 0;
  }

  /** Who is connected by HTTP looks for websockets from time to time. */
  #lookLater(): void {
    const { clock, random } = this.#options;
    this.#forgetBetter();
    this.#unlook = clock.after(againAfter(this.#route, random), () => this.#look());
  }

  #look(): void {
    const { clock, transports } = this.#options;
    const transport = transports.websocket();
    this.#route = { ...this.#route, looks: this.#route.looks + 1 };
    this.#better = transport;
    this.#unlook = clock.after(CONNECT_MS, () => this.#missed(transport, new Error('the gateway does not speak')));
    this.#open(transport);
  }

  #forgetBetter(): void {
    this.#unlook();
    this.#better?.close();
    this.#better = undefined;
  }

  /** Another network is another way; and somebody who looks does not want to wait. */
  #lookAround(): void {
    const { online, visible } = this.#options.environment;
    const turned = online !== this.#online;
    this.#online = online;
    if (turned && !online) return this.#unplugged();
    if (turned) this.#route = FIRST_ROUTE;
    if ((turned || visible) && this.#phase.is === 'waiting' && !this.#phase.told)
      this.#tryAfter(this.#options.random() * FIRST_MS);
  }

  /** Without a network tries are rare, and not none: a machine may be wrong about that, or its own server. */
  #unplugged(): void {
    if (this.#phase.is === 'waiting') this.#tryAfter(LONGEST_MS);
    this.#lost();
  }
}

/** The refusal that a gateway puts into a connection that it does not take. */
function faultOf(error: Error): Fault | undefined {
  const data: unknown = 'data' in error ? error.data : undefined;
  return typeof data === 'object' && data !== null && 'code' in data && 'retry' in data ? (data as Fault) : undefined;
}

/** The websocket's own words, which Node gives; browsers keep them from pages. */
function causeOf(error: Error): string {
  const description: unknown = 'description' in error ? error.description : undefined;
  const said = typeof description === 'object' && description !== null && 'message' in description;
  return said && description.message ? String(description.message) : error.message;
}
