import { fail, output } from './say.mjs';
import { wayToInstall, whyNone } from './system.mjs';

const REDIS_VERSION = 7;

export const redis = {
  doing: 'installing a Redis',
  done: 'Redis installed',
  due({ tests }) {
    if (process.env.REDIS_URL && !tests) return undefined; // the service has one already; the tests start their own
    const { usable, tooOld } = look();
    if (usable) return undefined;
    return tooOld ?? 'neither redis-server nor valkey-server is on the PATH';
  },
  run(options) {
    const way = wayToInstall();
    if (!way) fail(`There is no Redis, and nothing here that could install one${whyNone()}. ${advice(options)}`);
    way.install({ apt: 'redis-server', brew: 'valkey' });
    if (!look().usable)
      fail(`${way.name} did not give a Redis of version ${REDIS_VERSION} or later. ${advice(options)}`);
  },
};

function look() {
  const found = ['redis-server', 'valkey-server']
    .map((name) => ({ name, version: /\bv=(\d[\d.]*)/.exec(output(name, ['--version']) ?? '')?.[1] }))
    .filter(({ version }) => version !== undefined);
  return {
    usable: found.some(({ version }) => Number.parseInt(version, 10) >= REDIS_VERSION),
    tooOld: found.length > 0 ? `${found[0].name} ${found[0].version} is too old` : undefined,
  };
}

function advice({ tests }) {
  const remedy = `Install Redis or Valkey ${REDIS_VERSION} or later, so that redis-server or valkey-server is on the PATH`;
  return tests ? `${remedy}.` : `${remedy}, or set REDIS_URL to one that runs.`;
}
