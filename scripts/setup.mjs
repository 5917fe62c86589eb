// Gets a clone ready to run: packages, a Redis, what browsers load. Plain JavaScript, for whatever Node (18 or later) is there.
//
//   node scripts/setup.mjs            what the service needs
//   node scripts/setup.mjs --tests    what the tests need, a Chromium too
//   --quiet                           says nothing when there is nothing to do
//
// It speaks on stderr: stdout belongs to the command that comes after it.

import { bundle } from './setup/bundle.mjs';
import { chromium } from './setup/chromium.mjs';
import { haproxy } from './setup/haproxy.mjs';
import { withLock } from './setup/lock.mjs';
import { node, packages } from './setup/packages.mjs';
import { redis } from './setup/redis.mjs';
import { fail, SetupError, say } from './setup/say.mjs';

const NODE_VERSION = 18;

/** In order. `due` gives the reason why there is something to do, or undefined; `run` does it. */
const STEPS = [packages, node, redis, chromium, haproxy, bundle];

async function setUp(options) {
  if (Number.parseInt(process.versions.node, 10) < NODE_VERSION)
    fail(`Node ${process.versions.node} is too old: install Node ${NODE_VERSION} or later.`);
  if (!STEPS.some((step) => step.due(options))) {
    if (!options.quiet) say('nothing to do');
    return;
  }
  await withLock(async () => {
    for (const step of STEPS) {
      const reason = step.due(options); // asked again: another set-up may have done it while we waited
      if (!reason) continue;
      say(`${step.doing} (${reason})`);
      const start = Date.now();
      await step.run(options);
      say(`${step.done} in ${((Date.now() - start) / 1000).toFixed(1)} s`);
    }
  });
}

try {
  await setUp({ quiet: process.argv.includes('--quiet'), tests: process.argv.includes('--tests') });
} catch (error) {
  const known = error instanceof SetupError || error.syscall; // a disk that is full or a folder that is not ours
  say(known ? `cannot go on. ${error.message}` : error.stack);
  process.exitCode = 1;
}
