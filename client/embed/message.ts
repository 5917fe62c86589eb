/**
 * What a frame tells the page around it: how high its content is, and where in it the update is that its address asks for,
 * both in CSS pixels.
 */
export type FrameMessage = { dateline: 'height'; height: number } | { dateline: 'show'; top: number };

/** Taller than any briefing; a frame that says so is not believed. */
const HEIGHT_PIXELS = 1_000_000;

/** Whatever another window has sent, as a message of a frame's; undefined for anything else. */
export function frameMessage(data: unknown): FrameMessage | undefined {
  if (typeof data !== 'object' || data === null || !('dateline' in data)) return undefined;
  const { dateline, height, top } = data as { dateline: unknown; height?: unknown; top?: unknown };
  if (dateline === 'height' && isLength(height)) return { dateline, height };
  return dateline === 'show' && isLength(top) ? { dateline, top } : undefined;
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= HEIGHT_PIXELS;
}
