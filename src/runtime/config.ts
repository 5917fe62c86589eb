import { z } from 'zod';
import { JOURNAL_LEVELS } from './logging.ts';
import { DURABILITIES } from './redis-check.ts';

type Setting = {
  variable: string;
  /** What is taken when the variable is unset or empty; undefined: nothing is. */
  fallback: string | undefined;
  help: string;
  /** A value that must not be shown, not even when it is wrong. */
  secret?: boolean;
  parse: z.ZodType<unknown, string>;
};

/** Redis' own default, and what the Redis client takes as its first argument for a socket: an absolute path. */
const REDIS_FORMS =
  'must be redis://host:6379, rediss://…, redis+sentinel://host:26379,host:26379/name, redis+cluster://host:6379,host:6379 or the path of a socket, /…/redis.sock';

const redisAddress = z.string().refine(isRedisAddress, REDIS_FORMS);

/** Everything that the environment decides: the one place for a variable, its default, its rule and its help text. */
export const SETTINGS = {
  port: {
    variable: 'PORT',
    fallback: '8080',
    help: 'The port to listen on; 0 takes a free one.',
    parse: z
      .string()
      .regex(/^\d{1,5}$/, 'must be a whole number from 0 to 65535')
      .transform(Number)
      .refine((port) => port <= 65_535, 'must be a whole number from 0 to 65535'),
  },
  host: {
    variable: 'HOST',
    fallback: '127.0.0.1',
    help: 'The address to listen on; 0.0.0.0 lets other machines in.',
    parse: z.string().regex(/^[\w.:-]+$/, 'must be a host name or an IP address'),
  },
  publicUrl: {
    variable: 'DATELINE_URL',
    fallback: undefined,
    help: 'Where readers reach this service, as it stands in links and feeds: https://live.news.example. Unset: made from HOST and PORT. What a request says of its host is never taken.',
    parse: z
      .string()
      .refine(isOrigin, 'must be an origin without a path, such as https://live.news.example')
      .transform(originOf),
  },
  redisUrl: {
    variable: 'REDIS_URL',
    fallback: undefined,
    help: 'The Redis or Valkey that keeps the logs: redis://, rediss://, redis+sentinel://, redis+cluster:// or the path of a socket. Unset: one of our own, kept in DATELINE_DATA.',
    secret: true,
    parse: redisAddress,
  },
  queueUrl: {
    variable: 'REDIS_QUEUE_URL',
    fallback: undefined,
    help: 'Another Redis for the jobs, in the same forms. Unset: the one that keeps the logs.',
    secret: true,
    parse: redisAddress,
  },
  durability: {
    variable: 'DATELINE_DURABILITY',
    fallback: 'memory',
    help: 'What a write has reached when it is acknowledged. memory: Redis, which keeps it as it was set up to. disk: its disk; it must run with appendfsync always. replica: as many replicas as DATELINE_REPLICAS says.',
    parse: z.enum(DURABILITIES, `must be one of ${DURABILITIES.join(', ')}`),
  },
  replicas: {
    variable: 'DATELINE_REPLICAS',
    fallback: '1',
    help: 'How many replicas must have a write. All that a master has: then no failover loses anything, and writes wait while one is away. Fewer: the one that takes over may be another.',
    parse: z
      .string()
      .regex(/^[1-9]$/, 'must be a whole number from 1 to 9')
      .transform(Number),
  },
  dataFolder: {
    variable: 'DATELINE_DATA',
    fallback: './data',
    help: 'The folder for our own Redis and the generated editor key.',
    parse: z.string().refine((path) => !path.includes('\0'), 'must be the path of a folder'),
  },
  editorKey: {
    variable: 'DATELINE_EDITOR_KEY',
    fallback: undefined,
    help: 'The key that writes must carry, at least 16 characters. Unset: one is generated, kept in DATELINE_DATA and printed at start.',
    secret: true,
    parse: z.string().regex(/^[!-~]{16,200}$/, 'must be 16 to 200 visible ASCII characters without blanks'),
  },
  logLevel: {
    variable: 'LOG_LEVEL',
    fallback: 'info',
    help: `What is worth a line on stderr: ${JOURNAL_LEVELS.join(', ')}.`,
    parse: z.enum(JOURNAL_LEVELS, `must be one of ${JOURNAL_LEVELS.join(', ')}`),
  },
  origins: {
    variable: 'DATELINE_ORIGINS',
    fallback: '*',
    help: 'The sites whose pages may open sockets, as a comma list: https://news.example,https://m.news.example. *: any site.',
    parse: z.string().transform(siteOrigins),
  },
  sourcePrivate: {
    variable: 'DATELINE_SOURCE_PRIVATE',
    fallback: 'no',
    help: 'yes: sources may lie in private networks and on this machine. no: on the public web alone.',
    parse: z.enum(['no', 'yes'], 'must be no or yes').transform((said) => said === 'yes'),
  },
} as const satisfies Record<string, Setting>;

type Settings = typeof SETTINGS;
type Value<S extends Setting> = S['fallback'] extends string ? z.output<S['parse']> : z.output<S['parse']> | undefined;

/** What the environment said, checked. `origins` is `'*'` or the list of origins as browsers send them. */
export type Config = { readonly [Name in keyof Settings]: Value<Settings[Name]> };

export type Configuration = { ok: true; config: Config } | { ok: false; faults: string[] };

/** Reads every variable and lists every fault at once, each a sentence; the caller prints them and exits with 1. */
export function readConfig(env: Record<string, string | undefined>): Configuration {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    const text = env[setting.variable] || setting.fallback; // compose files hand over '' for what is not set
    const result = text === undefined ? undefined : setting.parse.safeParse(text);
    if (result && !result.success) faults.push(fault(setting, text ?? '', result.error));
    values[name] = result?.data;
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, config: values as Config }; // one value for each setting
}

function fault({ variable, secret }: Setting, text: string, error: z.ZodError): string {
  const shown = secret ? '' : ` is ${JSON.stringify(text)} but`;
  return `${variable}${shown} ${error.issues[0]?.message ?? 'is not valid'}.`;
}

/** Groups: the hosts, separated by commas. The user and the password before them may hold anything that is percent-encoded. */
const HOST_LISTS = [
  /^redis\+sentinel:\/\/(?:[^@/\s]*@)?([^@/\s]+)\/[^/\s]+(?:\/\d+)?$/,
  /^redis\+cluster:\/\/(?:[^@/\s]*@)?([^@/\s]+)\/?$/,
];

function isRedisAddress(text: string): boolean {
  if (text.startsWith('/')) return !text.startsWith('//');
  if (/^rediss?:/.test(text)) return isServer(text) && /^rediss?:\/\/[^/?\s]+(\/\d*)?(\?\S*)?$/.test(text);
  const hosts = HOST_LISTS.map((list) => list.exec(text)?.[1]).find((match) => match !== undefined);
  return hosts?.split(',').every((host) => isServer(`redis://${host}`)) ?? false;
}

function isServer(url: string): boolean {
  return URL.canParse(url) && new URL(url).hostname !== '' && !/%(?![0-9a-f]{2})/i.test(url);
}

function siteOrigins(text: string, context: z.RefinementCtx): '*' | readonly string[] {
  const sites = text.split(',').map((site) => site.trim());
  if (sites.length === 1 && sites[0] === '*') return '*';
  if (sites.every(isOrigin)) return sites.map(originOf);
  context.addIssue('must be * or a comma list of origins, such as https://news.example');
  return z.NEVER;
}

/** An origin has no path: a longer one would look like a rule for a part of a site, which browsers do not tell us. */
function isOrigin(site: string): boolean {
  if (!/^https?:\/\/[^/?#@\s]+\/?$/.test(site)) return false;
  return URL.canParse(site);
}

/** As browsers write it: without a slash at its end, or the port that its scheme has anyway. */
function originOf(site: string): string {
  return new URL(site).origin;
}
