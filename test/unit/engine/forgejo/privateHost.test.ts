import assert from 'node:assert/strict';
import {
  isLinkLocalAddress,
  isLoopbackAddress,
  isPrivateAddress,
  isPrivateHost,
} from '../../../../src/engine/forgejo/privateHost.ts';

describe('isPrivateAddress', () => {
  for (const address of [
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '2002:7f00:1::',
    '64:ff9b::10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::1',
    '64:ff9b:1::7f00:1',
    '::ffff:0:7f00:1',
    '192.0.2.1',
    '192.88.99.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '100::1',
    '100:0:0:1::1',
    '2001::1',
    '2001:10::1',
    '2001:db8::1',
    '3fff::1',
    '5f00::1',
  ]) {
    it(`counts ${address} as private`, () => assert.equal(isPrivateAddress(address), true));
  }

  for (const address of [
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ]) {
    it(`counts ${address} as public`, () => assert.equal(isPrivateAddress(address), false));
  }

  it('returns false for anything but an address', () => assert.equal(isPrivateAddress('localhost'), false));
});

describe('isLoopbackAddress', () => {
  for (const [address, expected] of [
    ['127.0.0.1', true],
    ['127.255.0.1', true],
    ['0.0.0.0', true],
    ['::1', true],
    ['::', true],
    ['::ffff:127.0.0.1', true],
    ['64:ff9b::127.0.0.1', true],
    ['10.0.0.1', false],
    ['::2', false],
    ['fe80::1', false],
    ['localhost', false],
  ] as const) {
    it(`${expected ? 'knows' : 'does not take'} ${address}`, () => assert.equal(isLoopbackAddress(address), expected));
  }
});

describe('isLinkLocalAddress', () => {
  for (const [address, expected] of [
    ['169.254.169.254', true],
    ['::ffff:169.254.169.254', true],
    ['fe80::1', true],
    ['fe80::1%eth0', true],
    ['fec0::1', false],
    ['127.0.0.1', false],
    ['192.168.0.1', false],
  ] as const) {
    it(`${expected ? 'knows' : 'does not take'} ${address}`, () => assert.equal(isLinkLocalAddress(address), expected));
  }
});

describe('isPrivateHost', () => {
  for (const host of [
    'localhost',
    'localhost.',
    'a.localhost',
    'forge',
    'forge.local',
    'forge.lan',
    'forge.internal',
    'nas.home.arpa',
    'forge.test',
    '2130706433',
    '0x7f.1',
    '[::1]',
    '[::ffff:192.168.0.1]',
  ]) {
    it(`counts ${host} as private`, () => assert.equal(isPrivateHost(new URL(`http://${host}/`)), true));
  }

  for (const host of ['codeberg.org', 'local.example.org', '1.1.1.1', '[2606:4700::1]', 'mylan']) {
    it(`counts ${host} as ${host === 'mylan' ? 'private, for it has no dot' : 'public'}`, () =>
      assert.equal(isPrivateHost(new URL(`http://${host}/`)), host === 'mylan'));
  }
});
