import { fail, output, run, say } from './say.mjs';

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
    const way = WAYS.find((candidate) => candidate.possible());
    if (!way) fail(`There is no Redis, and nothing here that could install one${reasons()}. ${advice(options)}`);
    way.install();
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

/** How one can be had without asking, in order of preference. */
const WAYS = [
  {
    name: 'apt-get',
    possible: () => has('apt-get') && (isRoot() || output('sudo', ['-n', 'true']) !== undefined),
    install() {
      const command = ['sh', '-c', APT];
      const [program, ...args] = isRoot() ? command : ['sudo', '-n', ...command];
      if (!run(program, args).ok) say('apt-get failed; its own words are above');
    },
  },
  {
    name: 'brew',
    possible: () => has('brew'),
    install() {
      if (!run('brew', ['install', 'valkey']).ok) say('brew failed; its own words are above');
    },
  },
];

/**
 * Debian's package comes with a system service, which nobody asked for: policy-rc.d keeps it from being started, and
 * it is disabled. A policy that is there already is the owner's and stays.
 */
const APT = `
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 1' INT TERM HUP
  printf '#!/bin/sh\\nexit 101\\n' >"$policy" && chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq # one repository that fails is no reason: the installation shows what is missing
apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 redis-server || exit 1
if command -v systemctl >/dev/null; then systemctl disable --now redis-server >/dev/null 2>&1; fi
exit 0
`;

function reasons() {
  return has('apt-get') ? ': apt-get needs root, or sudo without a password' : ' (no apt-get, no Homebrew)';
}

function advice({ tests }) {
  const remedy = `Install Redis or Valkey ${REDIS_VERSION} or later, so that redis-server or valkey-server is on the PATH`;
  return tests ? `${remedy}.` : `${remedy}, or set REDIS_URL to one that runs.`;
}

function has(program) {
  return output(program, ['--version']) !== undefined;
}

function isRoot() {
  return process.getuid?.() === 0;
}
