import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fail, say } from './say.mjs';
import { wayToInstall, whyNone } from './system.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** What the tests in a browser say when there is none. */
export const NO_CHROMIUM = `Install Chromium or Chrome, so that ${NAMES.slice(0, -1).join(', ')} or ${NAMES.at(-1)} is on the PATH.`;

/** The browser that the tests use. Without it they are skipped, except where CI says that everything has to hold. */
export const chromium = {
  doing: 'installing Chromium',
  done: 'done with Chromium',
  due: ({ tests }) => (tests && !findChromium() ? 'there is none on the PATH, and tests use one' : undefined),
  run() {
    const way = wayToInstall();
    way?.install({ apt: 'chromium', brew: 'chromium' });
    if (findChromium()) return;
    const why = way ? `${way.name} did not give a Chromium` : `Nothing here could install a Chromium${whyNone()}`;
    if (process.env.CI) fail(`${why}. ${NO_CHROMIUM}`);
    say(`${why}; the tests in a browser will be skipped. ${NO_CHROMIUM}`);
  },
};

/** Its path, or undefined. */
export function findChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
