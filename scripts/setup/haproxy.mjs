import { programForTests } from './program.mjs';

/** The load balancer that the tests of the deployment use. */
export const haproxy = programForTests({
  called: 'HAProxy',
  names: ['haproxy'],
  packages: { apt: 'haproxy', brew: 'haproxy' },
  advice: 'Install HAProxy, so that haproxy is on the PATH.',
  skipped: 'the tests of the deployment',
});
