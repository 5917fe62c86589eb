import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ROOT, run } from './say.mjs';
import { fingerprint, readStamp, writeStamp } from './stamp.mjs';

const CONFIG = 'client/vite.config.ts';
const OUTPUT = 'dist/client';
const STAMP = 'dist/client.stamp';
/** Everything that the bundle is made from. */
const SOURCES = ['client', 'src/protocol', 'package-lock.json'];

export const bundle = {
  doing: 'building what browsers load',
  done: 'built',
  due() {
    if (!existsSync(join(ROOT, CONFIG))) return undefined;
    const stamp = existsSync(join(ROOT, OUTPUT)) ? readStamp(STAMP) : undefined;
    if (stamp === undefined) return 'it has not been built yet';
    return stamp === fingerprint(SOURCES) ? undefined : 'its sources have changed';
  },
  run() {
    const sources = fingerprint(SOURCES); // before the build: a change during it asks for another one
    const [program, vite] = [join(ROOT, 'node_modules/.bin/node'), join(ROOT, 'node_modules/vite/bin/vite.js')];
    if (!run(program, [vite, 'build', '--config', CONFIG, '--logLevel', 'warn']).ok)
      fail('vite build failed; its own words are above.');
    writeStamp(STAMP, sources);
  },
};
