import type { RedisOptions } from 'ioredis';

/** Where a server is, and who may come in, as the Redis client's options say it. */
type Place = Pick<
  RedisOptions,
  'path' | 'host' | 'port' | 'db' | 'username' | 'password' | 'tls' | 'sentinels' | 'name' | 'failoverDetector'
>;
type Node = { host: string; port: number };
/** The nodes that are asked first for the others, and who may come in at all of them. */
export type ClusterNodes = { startup: Node[]; username?: string; password?: string };

const SENTINEL = /^redis\+sentinel:\/\/(?:([^@/]*)@)?([^/]+)\/([^/]+)(?:\/(\d+))?$/;
const CLUSTER = /^redis\+cluster:\/\/(?:([^@/]*)@)?([^/]+)\/?$/;

/** Where an address leads that is not a cluster's: redis://, rediss://, redis+sentinel:// or the path of a socket. */
export function placeOf(url: string): Place {
  if (url.startsWith('/')) return { path: url };
  const [sentinel, who, hosts = '', name = '', db = '0'] = SENTINEL.exec(url) ?? [];
  if (sentinel)
    return { sentinels: nodesOf(hosts, 26_379), name, db: Number(db), failoverDetector: true, ...credentials(who) };
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  return {
    host: bare(hostname),
    port: Number(port || 6379),
    db: Number(pathname.slice(1) || 0),
    ...credentials(`${username}:${password}`),
    ...(protocol === 'rediss:' && { tls: { servername: hostname } }),
  };
}

/** The nodes of redis+cluster://user:password@host:port,host:port; undefined for any other address. */
export function clusterNodes(url: string): ClusterNodes | undefined {
  const [cluster, who, hosts = ''] = CLUSTER.exec(url) ?? [];
  return cluster ? { startup: nodesOf(hosts, 6379), ...credentials(who) } : undefined;
}

function nodesOf(hosts: string, usualPort: number): Node[] {
  return hosts.split(',').map((host) => {
    const { hostname, port } = new URL(`redis://${host}`);
    return { host: bare(hostname), port: Number(port || usualPort) };
  });
}

/** An IPv6 address has brackets in a URL, and none in a socket's options. */
const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '');

function credentials(who = ''): { username?: string; password?: string } {
  const [username = '', password = ''] = who.split(':').map(decodeURIComponent);
  return { ...(username && { username }), ...(password && { password }) };
}
