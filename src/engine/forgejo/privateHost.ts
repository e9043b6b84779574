import type { BlockList } from 'node:net';

/** Loaded for the first address: commands that only look at what is installed see none, and it takes long to load. */
const net = () => process.getBuiltinModule('node:net');

/**
 * Networks outside the public internet: IANA's special-purpose address registries (IPv4 and IPv6, as of 2026-11), multicast,
 * and wrappers of other addresses. The few of them that are reachable from everywhere serve no files.
 */
const PRIVATE = listed(`
  0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24
  192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3 ::/96 ::ffff:0:0:0/96 64:ff9b:1::/48 100::/64
  100:0:0:1::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/9 ff00::/8
`);
/** "This host" of RFC 1122 reaches the machine itself, like the unspecified address. */
const LOOPBACK = listed('0.0.0.0/8 127.0.0.0/8 ::/127');
const LINK_LOCAL = listed('169.254.0.0/16 fe80::/10');

/** Made when it is first needed. */
function listed(networks: string): () => BlockList {
  let list: BlockList | undefined;
  return () => (list ??= listOf(networks));
}

function listOf(networks: string): BlockList {
  const { BlockList: List } = net();
  const list = new List();
  for (const network of networks.trim().split(/\s+/)) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** Whether an IP address (without brackets) is loopback, link-local, private or otherwise outside the public internet. */
export function isPrivateAddress(address: string): boolean {
  return isIn(PRIVATE(), address);
}

/** Whether an IP address is this machine. */
export function isLoopbackAddress(address: string): boolean {
  return isIn(LOOPBACK(), address);
}

/** Whether an IP address is link-local; clouds serve the secrets of their machines at such addresses. */
export function isLinkLocalAddress(address: string): boolean {
  return isIn(LINK_LOCAL(), address);
}

function isIn(list: BlockList, address: string): boolean {
  const family = net().isIP(address);
  if (family === 0) return false;
  // BlockList treats an IPv4-mapped IPv6 address (::ffff:a.b.c.d) as IPv4.
  if (family === 4) return list.check(address, 'ipv4');
  const translated = translatedAddress(address);
  return translated === undefined ? list.check(address, 'ipv6') : list.check(translated, 'ipv4');
}

/** The IPv4 address inside a NAT64 address (64:ff9b::/96, RFC 6052), which every public name has on such networks. */
function translatedAddress(address: string): string | undefined {
  const plain = address.split('%')[0];
  // The URL parser gives the canonical spelling of an IPv6 address, with hex groups only.
  const short = URL.canParse(`http://[${plain}]`) ? new URL(`http://[${plain}]`).hostname : '';
  const match = /^\[64:ff9b::(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})?\]$/.exec(short);
  if (!match) return undefined;
  const [high, low] = [parseInt(match[1] ?? '0', 16), parseInt(match[2] ?? '0', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Whether a URL's host is this machine, judged by its spelling. */
export function isLoopbackHost(url: URL): boolean {
  return /^(.+\.)?localhost\.?$/.test(url.hostname) || isLoopbackAddress(url.hostname.replace(/^\[|\]$/g, ''));
}

/** Whether a URL's host is private, judged by its spelling: an address, or a name that only a local network resolves. */
export function isPrivateHost(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (net().isIP(host) > 0) return isPrivateAddress(host);
  return !host.includes('.') || /\.(localhost|local|lan|internal|intranet|home\.arpa|test)$/.test(host);
}
