import assert from 'node:assert/strict';
import { isPrivateAddress, isPrivateHost } from '../../../../src/engine/forgejo/privateHost.ts';

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

  it('says nothing of what is no address', () => assert.equal(isPrivateAddress('localhost'), false));
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
