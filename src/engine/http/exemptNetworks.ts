import { BlockList, isIP } from 'node:net';

/** Whether an address, given as a number, is in one of these networks: `10.0.0.0/8,fd00::/8`. Other entries are left out. */
export function exemptNetworks(except: string): (url: URL) => boolean {
  const networks = new BlockList();
  for (const entry of except.split(/[,\s]+/)) {
    const [, address = '', length = ''] = /^\[?([\da-f.:]+)\]?\/(\d{1,3})$/i.exec(entry) ?? [];
    const version = isIP(address);
    if (version === 0 || Number(length) > (version === 4 ? 32 : 128)) continue;
    networks.addSubnet(address, Number(length), version === 4 ? 'ipv4' : 'ipv6');
  }
  return ({ hostname }) => {
    const address = hostname.replace(/^\[(.*)\]$/, '$1');
    const version = isIP(address);
    return version !== 0 && networks.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
}
