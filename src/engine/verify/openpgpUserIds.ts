import type { PgpKey } from './openpgpKey.ts';
import { splitPackets } from './openpgpPackets.ts';

const PGP_USER_ID = 13;

/** The key's user ids, usually a name and an address. The key's owner can write anything there, so they prove nothing. */
export function pgpUserIds({ packets }: PgpKey): readonly string[] {
  const all = splitPackets(packets) ?? [];
  return all.flatMap(({ tag, body }) => (tag === PGP_USER_ID ? [body.toString('utf8')] : []));
}
