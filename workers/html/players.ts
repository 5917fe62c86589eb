const HOSTS =
  'youtube(?:-nocookie)?\\.com|youtu\\.be|vimeo\\.com|dailymotion\\.com|twitch\\.tv|v\\.qq\\.com|archive\\.org|wikimedia\\.org|soundcloud\\.com|spotify\\.com';

/** Addresses of films and recordings that readers know how to open. */
export const PLAYERS = new RegExp(`^https?://(?:[a-z0-9-]+\\.)*(?:${HOSTS})/`, 'i');
/** The same in any attribute of a frame, with or without its scheme. */
export const PLAYERS_ANYWHERE = new RegExp(`//(?:[a-z0-9-]+\\.)*(?:${HOSTS})/`, 'i');
/** Those of them that are only heard. */
export const SOUND = /^https?:\/\/(?:[a-z0-9-]+\.)*(?:soundcloud|spotify)\.com\//i;
