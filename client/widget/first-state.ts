import type { Snapshot } from '../index.ts';

/** The state that a server has written into the element along with its page, if it is this briefing's. */
export function firstState(host: Element, briefing: string): Snapshot | undefined {
  const script = host.querySelector('script.state[type="application/json"]');
  try {
    const snapshot: Snapshot | undefined = JSON.parse(script?.textContent ?? 'null') ?? undefined;
    return snapshot?.briefing.id === briefing ? snapshot : undefined;
  } catch {
    return undefined; // without it, the briefing is loaded
  }
}

/** Takes away what a server wrote for readers without a script: what is retracted from now on must not stay there. What fills a slot stays. */
export function clearFirstState(host: Element): void {
  for (const child of [...host.children]) if (!child.slot) child.remove();
}
