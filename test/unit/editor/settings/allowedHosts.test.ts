import assert from 'node:assert/strict';
import { parseHosts, withHost } from '../../../../src/editor/settings/allowedHosts.ts';

describe('the list of allowed hosts', () => {
  it('drops entries that are not hosts, and nothing else', () => {
    const wrong = ['https://cdn.example', 'cdn.example/path', 'me@cdn.example', '', 7, null];
    const keys: string[] = [];
    const hosts = parseHosts(['A.example', ...wrong, 'b.example:8443'], ({ key }) => keys.push(key));
    assert.deepEqual(hosts, ['a.example', 'b.example:8443']);
    assert.deepEqual(
      keys,
      wrong.map((_, index) => `forgejoArtifacts.network.allowedHosts[${index + 1}]`),
    );
  });

  it('adds a host once, however it is spelt, and refuses an invalid one', () => {
    const entries = ['https://a.example', 7, 'B.example'];
    assert.deepEqual(withHost(entries, 'a.example'), [...entries, 'a.example']);
    assert.equal(withHost(entries, 'b.example'), entries);
  });
});
