import assert from 'node:assert/strict';
import { fillVersion, openVersion, versionRemover } from '../../../../src/engine/versions/versionInName.ts';

describe('openVersion', () => {
  for (const [name, tag, expected] of [
    ['saw-1.2.3-linux-x64.tar.gz', 'v1.2.3', 'saw-{version}-linux-x64.tar.gz'],
    ['saw-v1.2.3-linux-x64.tar.gz', 'v1.2.3', 'saw-{tag}-linux-x64.tar.gz'],
    ['saw-v4-linux-amd64', 'v4', 'saw-{tag}-linux-amd64'],
    ['saw-linux-x86_64', 'v6', 'saw-linux-x86_64'],
    ['saw-b7179-linux-x64', 'b7179', 'saw-{tag}-linux-x64'],
    ['librewolf-143.0.4-1.en-US.tar.xz', '143.0.4-1', 'librewolf-{version}.en-US.tar.xz'],
    ['saw-143.0.4.tar.gz', '143.0.4-1', 'saw-{version}.tar.gz'],
    ['curl-8.17.0.tar.gz', 'curl-8_17_0', 'curl-{version}.tar.gz'],
    ['saw-1.2.30.tar.gz', 'v1.2.3', 'saw-1.2.30.tar.gz'],
    ['saw1.2.3-x64', 'v1.2.3', 'saw{version}-x64'],
    ['jdk_x64_linux_21.0.5_11.tar.gz', 'jdk-21.0.5+11', 'jdk_x64_linux_{version}.tar.gz'],
    ['saw-1.0.beta9-linux-x64', '1.0+beta9', 'saw-{version}-linux-x64'],
    ['saw_1.2.3~rc.1_amd64', 'v1.2.3-rc.1', 'saw_{version}_amd64'],
    ['saw_1.2.3_rc.1_amd64', 'v1.2.3-rc.1', 'saw_{version}_amd64'],
    ['saw-nightly-x64', 'nightly', 'saw-{version}-x64'],
  ] as const) {
    it(`turns ${name} at ${tag} into ${expected}`, () => {
      assert.equal(openVersion(name, tag), expected);
      assert.ok(fillVersion(expected, tag).includes(name), 'and back to the name');
    });
  }
});

describe('fillVersion', () => {
  it('matches the next version in every spelling of its number', () => {
    assert.ok(fillVersion('curl-{version}.tar.gz', 'curl-8_18_0').includes('curl-8.18.0.tar.gz'));
    assert.ok(fillVersion('saw-{version}-x64', 'b7180').includes('saw-b7180-x64'));
    assert.ok(fillVersion('jdk_{version}.tar.gz', 'jdk-21.0.6+7').includes('jdk_21.0.6_7.tar.gz'));
    assert.deepEqual(fillVersion('saw-linux-x64', 'v2.0.0'), ['saw-linux-x64']);
  });
});

describe('versionRemover', () => {
  for (const [name, tag, expected] of [
    ['saw-v4-linux-amd64', 'v4', 'saw- -linux-amd64'],
    ['saw-linux-x86_64', 'v6', 'saw-linux-x86_64'],
    ['saw-b7179-linux-x64', 'b7179', 'saw- -linux-x64'],
    ['saw-1.2.3-linux', 'v1.2.3', 'saw- -linux'],
    ['saw_21.0.5_11_linux', 'jdk-21.0.5+11', 'saw_ _linux'],
  ] as const) {
    it(`removes ${tag} from ${name}`, () => assert.equal(versionRemover(tag)(name), expected));
  }
});
