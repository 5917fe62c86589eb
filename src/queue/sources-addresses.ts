import { BlockList, isIP } from 'node:net';

type Range = [address: string, bits: number];

/** Networks of one's own: this machine, its neighbours, a carrier's customers. */
const PRIVATE_4: readonly Range[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
];
const PRIVATE_6: readonly Range[] = [
  ['::1', 128],
  ['fc00::', 7],
];

/** Where no feed can be: this network, link-local (where clouds keep their secrets), protocols, examples, multicast, the rest. */
const NEVER_4: readonly Range[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['100.100.100.200', 32], // the metadata of Alibaba's machines
  ['168.63.129.16', 32], // what runs Azure's machines
];
/** Inside the global block: tunnels and mappings that lead to an IPv4 address which nobody would check, and examples. */
const NEVER_6: readonly Range[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['fd00:ec2::254', 128], // the metadata of Amazon's machines
  ['fd20:ce::254', 128], // and of Google's
];
/** All of IPv6 that has been given out. Mapped IPv4 (`::ffff:…`), NAT64, link-local and multicast lie outside of it. */
const GLOBAL_6: readonly Range[] = [['2000::', 3]];

/** May a source lie at this address? Asked of every address that a connection is about to be made to. */
export type Allowed = (address: string) => boolean;

/** With `ownNetworks`, private addresses are allowed too; those of clouds' metadata and what is no host at all never are. */
export function allowedAddresses({ ownNetworks }: { ownNetworks: boolean }): Allowed {
  const never = { 4: listOf(NEVER_4, 'ipv4'), 6: listOf(NEVER_6, 'ipv6') };
  const own = { 4: listOf(PRIVATE_4, 'ipv4'), 6: listOf(PRIVATE_6, 'ipv6') };
  const global = listOf(GLOBAL_6, 'ipv6');
  return (address) => {
    switch (isIP(address)) {
      case 4:
        return !never[4].check(address, 'ipv4') && (ownNetworks || !own[4].check(address, 'ipv4'));
      case 6:
        if (never[6].check(address, 'ipv6')) return false;
        return global.check(address, 'ipv6') || (ownNetworks && own[6].check(address, 'ipv6'));
      default:
        return false;
    }
  };
}

function listOf(ranges: readonly Range[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [address, bits] of ranges) list.addSubnet(address, bits, family);
  return list;
}

/** The address that a URL names by itself, without asking anyone; undefined when it names a host. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? undefined : host;
}
