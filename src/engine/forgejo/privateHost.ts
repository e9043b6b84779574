import { BlockList, isIP } from 'node:net';

/** What is not of the public internet (IANA's special-purpose address registries), and what only wraps another address. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 96],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv6');
}

/** Whether an IP address (without brackets) is loopback, link-local, private or otherwise not of the public internet. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  // BlockList sees an IPv4-mapped IPv6 address (::ffff:a.b.c.d) as the IPv4 address that it is.
  if (family === 4) return PRIVATE.check(address, 'ipv4');
  const translated = translatedAddress(address);
  return translated === undefined ? PRIVATE.check(address, 'ipv6') : PRIVATE.check(translated, 'ipv4');
}

/** The IPv4 address behind one of NAT64's (64:ff9b::/96, RFC 6052): on such networks every public name has one. */
function translatedAddress(address: string): string | undefined {
  const plain = address.split('%')[0];
  // The URL parser knows the one short spelling of an IPv6 address, with hex groups only.
  const short = URL.canParse(`http://[${plain}]`) ? new URL(`http://[${plain}]`).hostname : '';
  const match = /^\[64:ff9b::(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})?\]$/.exec(short);
  if (!match) return undefined;
  const [high, low] = [parseInt(match[1] ?? '0', 16), parseInt(match[2] ?? '0', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Whether a URL's host is private by its looks: an address, or a name that only a local network resolves. */
export function isPrivateHost(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isIP(host)) return isPrivateAddress(host);
  return !host.includes('.') || /\.(localhost|local|lan|internal|intranet|home\.arpa|test)$/.test(host);
}
