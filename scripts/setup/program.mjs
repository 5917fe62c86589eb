import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fail, say } from './say.mjs';
import { wayToInstall, whyNone } from './system.mjs';

/**
 * A step for a program that only tests use: any of `names` on the PATH will do, and `packages` have it. Without it those tests,
 * `skipped`, are skipped, except where CI says that everything has to hold.
 */
export function programForTests({ called, names, packages, advice, skipped }) {
  return {
    doing: `installing ${called}`,
    done: `done with ${called}`,
    due: ({ tests }) => (tests && !findProgram(names) ? 'there is none on the PATH, and tests use one' : undefined),
    run() {
      const way = wayToInstall();
      way?.install(packages);
      if (findProgram(names)) return;
      const why = way ? `${way.name} did not give a ${called}` : `Nothing here could install a ${called}${whyNone()}`;
      if (process.env.CI) fail(`${why}. ${advice}`);
      say(`${why}; ${skipped} will be skipped. ${advice}`);
    },
  };
}

/** The path of the first of these programs that is on the PATH, or undefined. */
export function findProgram(names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
