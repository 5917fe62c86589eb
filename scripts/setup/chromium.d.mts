/** What tests use of `chromium.mjs`. */
export const NO_CHROMIUM: string;
export function findChromium(): string | undefined;
