/**
 * Everything that the interface says. English declares it: the other languages have the same sentences with the same places,
 * and of those with numbers the forms that their grammar needs, by the categories of `Intl.PluralRules`.
 */
export const english = {
  dir: 'ltr',

  // What a reading does.
  connecting: 'Connecting…',
  catchingUp: 'Catching up…',
  live: 'Live',
  reconnecting: 'Connection lost, trying again…',
  loading: 'Loading…',
  replaying: 'Replay',
  paused: 'Paused',
  finished: 'Replayed to the end',
  closed: 'Not following',
  failed: 'This cannot be shown: {why}',
  unknown: 'There is no such briefing',
  offline: 'You are offline',
  stale: 'Updates are delayed',
  ended: 'Ended',
  endedAt: 'Ended {when}',
  scheduled: 'Not begun yet',
  begins: 'Begins {when}',
  empty: 'Nothing has been published yet',
  knownFrom: 'What you see is from {when}',

  // The list.
  updates: 'Updates',
  newestFirst: 'Newest first',
  newUpdates: { one: '{count} new update', other: '{count} new updates' },
  readers: { one: '{count} reading', other: '{count} reading' },
  keyUpdates: 'Key updates',
  keyUpdate: 'Key update',
  pinned: 'Pinned',
  isNew: 'New',
  older: 'Load older updates',
  olderUpdates: { one: '{count} older update', other: '{count} older updates' },
  sinceVisit: 'Since your last visit',
  stopUpdating: 'Stop automatic updates',
  resumeUpdating: 'Resume automatic updates',

  // An update.
  by: 'By {name}',
  credit: 'Credit: {name}',
  sources: 'Sources: {names}',
  from: 'From {title}',
  warning: 'Warning',
  image: 'Picture',
  video: 'Video',
  audio: 'Recording',
  corrected: 'Corrected {when}',
  whatChanged: 'What changed',
  withdrawn: 'An update was withdrawn',
  withdrawnAt: 'An update was withdrawn at {when}',
  missing: 'This update is not there any more',

  // The player.
  replay: 'Replay',
  replayFromStart: 'Replay from the start',
  play: 'Play',
  pause: 'Pause',
  moment: 'Moment',
  momentOf: '{when}: {headline}',
  speed: 'Speed',
  times: '{speed}×',
  skipSilence: 'Skip silence',
  backToLive: 'Back to live',
  toEnd: 'To the end',
  behind: '{time} behind',

  // The page of all briefings.
  briefings: 'Briefings',
  noBriefings: 'There is no briefing yet',
} as const;
