import type { Journal } from './logging.ts';

/** How long one phase may take before the next begins all the same: an orchestrator kills after 30 s. */
export const PHASE_MS = 5_000;
/** A terminal and npm both pass on the same Ctrl-C; only what comes later is a second wish to quit. */
export const SAME_SIGNAL_MS = 1_000;

/** What ended well, and the phases that failed or took too long. */
export type Ending = { ok: boolean; faults: string[] };

export type Shutdown = {
  /** Registers what ends a part that has just been started. The part that was started last ends first. */
  phase(name: string, end: () => unknown, limits?: { limitMs?: number }): void;
  /** Ends everything, once: later calls get the ending of the first. Never rejects. */
  run(reason: string): Promise<Ending>;
};

type Phase = { name: string; end: () => unknown; limitMs: number };

export function createShutdown({ journal, limitMs = PHASE_MS }: { journal: Journal; limitMs?: number }): Shutdown {
  const phases: Phase[] = [];
  let ending: Promise<Ending> | undefined;
  return {
    phase(name, end, limits = {}) {
      phases.push({ name, end, limitMs: limits.limitMs ?? limitMs });
    },
    run(reason) {
      ending ??= endAll(phases.toReversed(), reason, journal);
      return ending;
    },
  };
}

async function endAll(phases: Phase[], reason: string, journal: Journal): Promise<Ending> {
  journal.info({ reason }, 'closing');
  const faults: string[] = [];
  for (const phase of phases) {
    const fault = await endOne(phase);
    if (fault === undefined) journal.debug(`${phase.name} has ended`);
    else {
      faults.push(fault);
      journal.error(fault);
    }
  }
  return { ok: faults.length === 0, faults };
}

/** A phase that fails or hangs must not keep the ones after it, least of all the store, from ending well. */
async function endOne({ name, end, limitMs }: Phase): Promise<string | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(`${name} had not ended after ${limitMs} ms`), limitMs);
  try {
    return await Promise.race([Promise.resolve(end()).then(() => undefined), late]);
  } catch (error) {
    return `${name} failed to end: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    clearTimeout(timer);
  }
}

/** The part of `process` that signals need. */
export type Signalled = {
  on(signal: 'SIGTERM' | 'SIGINT', listener: (signal: string) => void): unknown;
  exit(code: number): void;
};

/** Ends the process in order on SIGTERM or SIGINT; a second one, later than the same keystroke's echo, quits at once. */
export function onSignals(
  process: Signalled,
  shutdown: Shutdown,
  { now = Date.now }: { now?: () => number } = {},
): void {
  let first: number | undefined;
  const quit = (signal: string) => {
    if (first !== undefined) {
      if (now() - first >= SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    first = now();
    void shutdown.run(signal).then(({ ok }) => process.exit(ok ? 0 : 1));
  };
  process.on('SIGTERM', quit);
  process.on('SIGINT', quit);
}
