import assert from 'node:assert/strict';
import { CliError } from '../../../src/cli/cliError.ts';
import { namedInstances, tokenVariable, tokensOf } from '../../../src/cli/instances.ts';

const ONE = 'https://git.example.org/';
const OTHER = 'https://example.com:8443/git/';

const isUsage = (error: unknown): boolean => error instanceof CliError && error.code === 'usage';

describe('instances that are named', () => {
  it('takes the options, else the environment, in one spelling and once', () => {
    const env = {
      FORGEJO_ARTIFACTS_INSTANCES: 'git.example.org, https://GIT.example.org  https://example.com:8443/git',
    };
    assert.deepEqual(namedInstances([], env), [ONE, OTHER]);
    assert.deepEqual(namedInstances(['https://codeberg.org'], env), ['https://codeberg.org/']);
    assert.deepEqual(namedInstances([], {}), []);
  });

  it('refuses invalid addresses without repeating a secret', () => {
    for (const text of ['http://git.example.org', 'https://user:secret@git.example.org', 'ftp://x.org', 'no address']) {
      assert.throws(
        () => namedInstances([text], {}),
        (error) => isUsage(error) && !String(error).includes('secret'),
      );
    }
  });
});

describe('tokens of the environment', () => {
  it('sends the token to the only named instance', () => {
    assert.deepEqual([...tokensOf([ONE], { FORGEJO_ARTIFACTS_TOKEN: ' t1 ' })], [[ONE, 't1']]);
    assert.deepEqual([...tokensOf([], { FORGEJO_ARTIFACTS_TOKEN: 't1' })], []);
    assert.deepEqual([...tokensOf([ONE], { FORGEJO_ARTIFACTS_TOKEN: '' })], []);
  });

  it('sends tokens by host name, and never to a host that is not named', () => {
    assert.equal(tokenVariable(OTHER), 'FORGEJO_ARTIFACTS_TOKEN_EXAMPLE_COM___3A8443___2FGIT');
    const env = {
      FORGEJO_ARTIFACTS_TOKEN_GIT_EXAMPLE_ORG: 't1',
      FORGEJO_ARTIFACTS_TOKEN_EXAMPLE_COM___3A8443___2FGIT: 't2',
      FORGEJO_ARTIFACTS_TOKEN_ELSEWHERE_ORG: 't3',
    };
    assert.deepEqual(
      [...tokensOf([ONE, OTHER], env)],
      [
        [ONE, 't1'],
        [OTHER, 't2'],
      ],
    );
  });

  it('sends no token if its host is ambiguous', () => {
    assert.throws(() => tokensOf([ONE, OTHER], { FORGEJO_ARTIFACTS_TOKEN: 't1' }), isUsage);
  });

  it('sends the token of the instance that the environment names to no other that an option names', () => {
    const env = { FORGEJO_ARTIFACTS_INSTANCES: 'git.example.org', FORGEJO_ARTIFACTS_TOKEN: 't1' };
    assert.deepEqual([...tokensOf([OTHER], env)], []);
    assert.deepEqual([...tokensOf([ONE], env)], [[ONE, 't1']]);
    assert.deepEqual([...tokensOf([OTHER, ONE], env)], [[ONE, 't1']]);
    const own = { ...env, [tokenVariable(OTHER)]: 't2' };
    assert.deepEqual([...tokensOf([OTHER], own)], [[OTHER, 't2']]);
    const several = { ...env, FORGEJO_ARTIFACTS_INSTANCES: `${ONE} ${OTHER}` };
    assert.throws(() => tokensOf([OTHER], several), isUsage);
  });

  it('gives each instance its own token, whatever the host, port and path', () => {
    const bases = [
      'https://git.example.org/',
      'https://git-example.org/',
      'https://git.example-org/',
      'https://git--example.org/',
      'https://git.example.org/forge/',
      'https://git.example.org/Forge/',
      'https://git.example.org/forge-a/',
      'https://git.example.org/forge/a/',
      'https://git.example.org:3000/',
      'https://git.example.org/3000/',
      'https://git.p3000.org/',
      'http://git.example.org/',
      'http://[::1]:3000/',
      'http://127.0.0.1:3000/',
    ];
    const names = bases.map((instance) => tokenVariable(instance));
    assert.equal(new Set(names).size, bases.length, names.join());
    for (const name of names) assert.match(name, /^[A-Z][A-Z0-9_]*$/);
    const env = { FORGEJO_ARTIFACTS_TOKEN_GIT_EXAMPLE_ORG: 't1' };
    for (const base of bases.slice(1)) assert.deepEqual([...tokensOf([base], env)], [], base);
  });
});
