import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { withoutToken } from '../../../../src/editor/settings/withoutToken.ts';

const TOKEN = '0123456789abcdef0123456789abcdef01234567';
const BASE = 'https://git.example.org/';

describe('withoutToken', () => {
  it('removes it from every entry of the instance, whichever field it is in, and keeps the rest', () => {
    const entries = [
      7,
      { url: 'https://git.example.org', colour: 'red' },
      { url: 'git.example.org', name: `Work ${TOKEN}`, token: TOKEN, owners: ['alice'] },
      `https://alice:${TOKEN}@git.example.org`,
      { url: `https://git.example.org/?token=${TOKEN}`, name: TOKEN },
      { url: `https://${TOKEN}@git.example.org/#${TOKEN}`, token: { value: TOKEN }, colour: 'blue' },
      { url: 'https://git.example.org', headers: [{ a: 1 }, { Authorization: `token ${TOKEN}` }], [TOKEN]: true },
    ];
    assert.deepEqual(withoutToken(entries, BASE, TOKEN), [
      7,
      { url: 'https://git.example.org', colour: 'red' },
      { url: 'git.example.org', name: 'Work', owners: ['alice'] },
      'https://git.example.org',
      { url: 'https://git.example.org/' },
      { url: 'https://git.example.org/', colour: 'blue' },
      { url: 'https://git.example.org', headers: [{ a: 1 }] },
    ]);
  });

  it('leaves other tokens, other instances, and users and queries without it', () => {
    const entries = [
      { url: 'https://git.example.org', token: 'f'.repeat(40) },
      { url: 'https://other.example', token: TOKEN },
      'https://alice@git.example.org/?page=1',
    ];
    assert.deepEqual(withoutToken(entries, BASE, TOKEN), entries);
  });

  it('keeps everything that does not hold it as it was written', () => {
    const fields = fc.dictionary(fc.string(), fc.jsonValue());
    const names = fc.constantFrom<unknown>('', ' Work ', 7, null, ['a']);
    fc.assert(
      fc.property(fields, names, (other, name) => {
        const entry = { ...other, url: 'git.example.org', name };
        assert.deepEqual(withoutToken([{ ...entry, [TOKEN]: TOKEN }, entry], BASE, TOKEN), [entry, entry]);
      }),
    );
  });

  it('finds it encoded', () => {
    const token = 'a+b/c=0123456789abcdefgh';
    assert.deepEqual(withoutToken([`https://me:${encodeURIComponent(token)}@git.example.org`], BASE, token), [
      'https://git.example.org',
    ]);
  });
});
