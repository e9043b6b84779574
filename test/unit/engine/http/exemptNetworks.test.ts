import assert from 'node:assert/strict';
import { exemptNetworks } from '../../../../src/engine/http/exemptNetworks.ts';

describe('networks without a proxy', () => {
  for (const [except, host, expected] of [
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '11.1.2.3', false],
    ['example.org, 192.168.0.0/16', '192.168.178.2', true],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['fd00::/8', '[fd12::1]', true],
    ['[fd00::]/8', '[fd12::1]', true],
    ['fd00::/8', '[2001:db8::1]', false],
    ['10.0.0.0/8', 'git.example.org', false],
    ['10.0.0.0/33', '10.1.2.3', false],
    ['10.0.0/8', '10.1.2.3', false],
    ['example.org/8', 'example.org', false],
  ] as const) {
    it(`${except} ${expected ? 'has' : 'has not'} ${host}`, () =>
      assert.equal(exemptNetworks(except)(new URL(`https://${host}/`)), expected));
  }
});
