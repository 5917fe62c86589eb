import { output, run, say } from './say.mjs';

/** How a program of the system can be had without asking, in order of preference. `apt` and `brew` are its packages there. */
const WAYS = [
  {
    name: 'apt-get',
    possible: () => has('apt-get') && (isRoot() || output('sudo', ['-n', 'true']) !== undefined),
    install({ apt }) {
      const command = ['sh', '-c', APT, 'apt', apt];
      const [program, ...args] = isRoot() ? command : ['sudo', '-n', ...command];
      if (!run(program, args).ok) say('apt-get failed; its own words are above');
    },
  },
  {
    name: 'brew',
    possible: () => has('brew'),
    install({ brew }) {
      if (!run('brew', ['install', brew]).ok) say('brew failed; its own words are above');
    },
  },
];

/**
 * Debian's packages may come with a system service, which nobody asked for: policy-rc.d keeps it from being started, and
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
apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$1" || exit 1
if command -v systemctl >/dev/null; then systemctl disable --now "$1" >/dev/null 2>&1; fi
exit 0
`;

/** What could install a program here; undefined: nothing, and `whyNone` says why. */
export function wayToInstall() {
  return WAYS.find((way) => way.possible());
}

export function whyNone() {
  return has('apt-get') ? ': apt-get needs root, or sudo without a password' : ' (no apt-get, no Homebrew)';
}

function has(program) {
  return output(program, ['--version']) !== undefined;
}

function isRoot() {
  return process.getuid?.() === 0;
}
