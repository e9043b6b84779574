import assert from 'node:assert/strict';
import { dearmor } from '../../../src/engine/verify/openpgpArmor.ts';
import { readPgpKey } from '../../../src/engine/verify/openpgpKey.ts';
import type { PgpKey } from '../../../src/engine/verify/openpgpKey.ts';
import { fixtureText } from './fixtures.ts';

/** A public key of `test/signatures/openpgp`. */
export function pgpKey(name: string): PgpKey {
  const packets = dearmor(fixtureText(`openpgp/${name}.pub.asc`), 'PUBLIC KEY BLOCK');
  const key = packets && readPgpKey(packets);
  assert.ok(key, name);
  return key;
}
