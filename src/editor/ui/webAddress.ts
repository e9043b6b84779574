import { plain } from '../../words/format.ts';

/**
 * The address as given, if it is http or https.
 * @throws Error for every other scheme, and for text that is not an address
 */
export function webAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return address;
  throw new Error(`${plain(address, 80)} is not a web address, so it was not opened`);
}
