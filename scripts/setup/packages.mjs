import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fail, output, ROOT, run } from './say.mjs';
import { fingerprint, readStamp, writeStamp } from './stamp.mjs';

const STAMP = 'node_modules/.setup-stamp';
const NODE_LINK = join(ROOT, 'node_modules', '.bin', 'node');
/** Runs TypeScript from source. */
const NODE_VERSION = 24;

/**
 * `npm install`, never `npm ci`: that fails where a registry lacks a platform's optional package. `--no-save` leaves
 * the lock file alone, which older versions of npm would rewrite; development packages are needed whatever NODE_ENV says.
 */
const INSTALL = [
  'install',
  '--no-save',
  '--include=dev',
  '--no-engine-strict',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
];

export const packages = {
  doing: 'installing the npm packages',
  done: 'npm packages installed',
  due() {
    const stamp = readStamp(STAMP);
    if (stamp === undefined) return 'they have not been installed here yet';
    return stamp === wanted() ? undefined : 'package.json or package-lock.json has changed';
  },
  run() {
    rmSync(join(ROOT, STAMP), { force: true }); // half an installation is none
    const { found, ok } = run('npm', INSTALL);
    if (!found) fail('npm is not on the PATH. It comes with Node: install Node with it.');
    if (!ok) fail('npm install failed; its own words are above.');
    writeStamp(STAMP, wanted());
  },
};

/** Scripts in package.json may change without a new installation. */
function wanted() {
  const { dependencies, devDependencies, overrides } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const declared = JSON.stringify({ dependencies, devDependencies, overrides });
  return createHash('sha256')
    .update(declared)
    .update(fingerprint(['package-lock.json', '.npmrc']))
    .digest('hex');
}

/** The package `node` puts its program in place by an install script, which npm may have been told not to run. */
export const node = {
  doing: `putting Node ${NODE_VERSION} in place`,
  done: `Node ${NODE_VERSION} is in place`,
  due: () => (existsSync(NODE_LINK) ? undefined : 'npm ran no install scripts'),
  run() {
    const folder = join(ROOT, 'node_modules', 'node');
    const script = join(folder, 'installArchSpecificPackage.js');
    if (existsSync(script)) run(process.execPath, [script], { cwd: folder });
    link(join('..', 'node', 'bin', 'node'));
    if (!works()) link(process.execPath); // no such build for this system; the Node that runs us may do
    if (works()) return;
    rmSync(NODE_LINK, { force: true });
    fail(
      `Node ${NODE_VERSION} could not be installed as a package. Install Node ${NODE_VERSION} or later yourself, then try again.`,
    );
  },
};

function link(program) {
  if (lstatSync(NODE_LINK, { throwIfNoEntry: false })) rmSync(NODE_LINK);
  symlinkSync(program, NODE_LINK);
}

function works() {
  const version = output(NODE_LINK, ['--version']);
  return version !== undefined && Number.parseInt(version.slice(1), 10) >= NODE_VERSION;
}
