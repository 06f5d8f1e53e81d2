import { BlockList, isIP, isIPv4 } from 'node:net';

/** A range of addresses, or a single one. */
export interface Network {
  readonly address: string;
  readonly prefix: number;
}

/** IANA's special-purpose registry, and what clouds answer their own machines on. */
const SPECIAL_IPV4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT, and Alibaba's metadata
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's host
  '169.254.0.0/16', // link-local, and most clouds' metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
];
/** Within the global unicast range; all that is outside it is refused anyway. */
const SPECIAL_IPV6 = [
  '2001::/23', // protocol assignments: Teredo, ORCHID, benchmarks
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '3fff::/20', // documentation
];
/** IPv6-only networks reach IPv4 through it: such an address is as public as the one in its last 32 bits. */
const NAT64 = '64:ff9b::';
const ROUTED_IPV6 = ['2000::/3', `${NAT64}/96`];

const special = networkList([...SPECIAL_IPV4, ...SPECIAL_IPV6].map(known));
for (const { address, prefix } of SPECIAL_IPV4.map(known)) special.addSubnet(NAT64 + address, 96 + prefix, 'ipv6');
const routed = networkList(ROUTED_IPV6.map(known));

/** Whether an address belongs to the public internet, in whatever form an IPv4 address is written into an IPv6 one. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, 'ipv4');
  return isWithin(routed, address) && !special.check(address, 'ipv6');
}

export function isWithin(networks: BlockList, address: string): boolean {
  // An interface after a % belongs to link-local addresses, and BlockList throws at it.
  if (isIP(address) === 0 || address.includes('%')) return false;
  return networks.check(address, familyOf(address));
}

export function networkList(networks: readonly Network[]): BlockList {
  const list = new BlockList();
  for (const { address, prefix } of networks) list.addSubnet(address, prefix, familyOf(address));
  return list;
}

/** `10.1.0.0/16`, `fd00::/8` or a single address; undefined when it is none of them. */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', digits] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/iu.exec(text) ?? [];
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const prefix = digits === undefined ? longest : Number(digits);
  return prefix < 0 || prefix > longest ? undefined : { address, prefix };
}

function known(text: string): Network {
  const network = parseNetwork(text);
  if (network === undefined) throw new Error(`${text} is no network`);
  return network;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
