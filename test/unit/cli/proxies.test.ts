import assert from 'node:assert/strict';
import { CliError } from '../../../src/cli/cliError.ts';
import { proxiesOf } from '../../../src/cli/proxies.ts';

describe('proxies of the environment', () => {
  it('reads either spelling, lower case first', () => {
    const http = 'http://proxy.example.org:3128';
    const https = 'https://user:pa%20ss@secure.example.org';
    assert.deepEqual(proxiesOf({ HTTP_PROXY: http, HTTPS_PROXY: https, NO_PROXY: 'localhost,.example.net' }), {
      http,
      https,
      except: 'localhost,.example.net',
    });
    assert.equal(proxiesOf({ http_proxy: http, HTTP_PROXY: https })?.http, http);
    assert.deepEqual(proxiesOf({ ALL_PROXY: 'socks5://proxy.example.org' }), {
      http: 'socks5://proxy.example.org',
      https: 'socks5://proxy.example.org',
      except: undefined,
    });
  });

  it('accepts an address without a scheme', () => {
    assert.equal(proxiesOf({ https_proxy: 'proxy.example.org:3128' })?.https, 'http://proxy.example.org:3128');
  });

  it('is empty without proxy variables, or with empty ones', () => {
    assert.equal(proxiesOf({}), undefined);
    assert.equal(proxiesOf({ HTTPS_PROXY: '', NO_PROXY: '*' }), undefined);
  });

  it('refuses invalid addresses without repeating a password', () => {
    for (const text of ['ftp://user:secret@proxy.example.org', 'http://user:secret@', 'user:secret@pro xy']) {
      assert.throws(
        () => proxiesOf({ HTTPS_PROXY: text }),
        (error) => error instanceof CliError && error.code === 'usage' && !error.message.includes('secret'),
      );
    }
  });
});
