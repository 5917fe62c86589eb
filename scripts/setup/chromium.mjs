import { findProgram, programForTests } from './program.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** What the tests in a browser say when there is none. */
export const NO_CHROMIUM = `Install Chromium or Chrome, so that ${NAMES.slice(0, -1).join(', ')} or ${NAMES.at(-1)} is on the PATH.`;

/** The browser that the tests use. */
export const chromium = programForTests({
  called: 'Chromium',
  names: NAMES,
  packages: { apt: 'chromium', brew: 'chromium' },
  advice: NO_CHROMIUM,
  skipped: 'the tests in a browser',
});

/** Its path, or undefined. */
export const findChromium = () => findProgram(NAMES);
