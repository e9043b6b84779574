import assert from 'node:assert/strict';
import { parseInstances } from '../../../../src/editor/settings/parseInstances.ts';
import type { InstanceSetting, SettingProblem } from '../../../../src/editor/settings/settingsModel.ts';

const TOKEN = '0123456789abcdef0123456789abcdef01234567';

function parse(value: unknown): { instances: readonly InstanceSetting[]; problems: SettingProblem[] } {
  const problems: SettingProblem[] = [];
  return { instances: parseInstances(value, (problem) => problems.push(problem)), problems };
}

/** The problems of one entry, without the beginning of its key. */
function problemsOf(entry: unknown): string[] {
  const { problems } = parse([entry]);
  return problems.map(({ key, reason }) => `${key.replace('forgejoArtifacts.instances[0]', '')} ${reason}`);
}

describe('parseInstances', () => {
  it('reads a bare address, names it by host and path, and expects its token in the secret storage', () => {
    const { instances, problems } = parse(['https://example.org/git', { url: 'https://git.example.org:8443/' }]);
    assert.deepEqual(problems, []);
    assert.deepEqual(instances, [
      {
        url: 'https://example.org/git/',
        name: 'example.org/git',
        owners: [],
        repositories: [],
        token: { kind: 'secret' },
      },
      {
        url: 'https://git.example.org:8443/',
        name: 'git.example.org:8443',
        owners: [],
        repositories: [],
        token: { kind: 'secret' },
      },
    ]);
  });

  it('keeps the valid parts of an entry and reports the others by position', () => {
    const { instances, problems } = parse([
      { url: 'https://a.example', name: 7, owners: 'alice', repositories: ['a/b', 'c'], token: 12 },
      'ht tp',
      { url: 'https://b.example', name: '  B  ', owners: ['alice'], token: { env: 'B_TOKEN' } },
    ]);
    assert.deepEqual(
      problems.map(({ key }) => key.replace('forgejoArtifacts.', '')),
      [
        'instances[0].name',
        'instances[0].owners',
        'instances[0].repositories',
        'instances[0].token',
        'instances[1].url',
      ],
    );
    assert.deepEqual(
      instances.map(({ name, owners, repositories, token }) => [name, owners, repositories, token.kind]),
      [
        ['a.example', [], ['a/b'], 'secret'],
        ['B', ['alice'], [], 'env'],
      ],
    );
  });

  for (const value of [undefined, null, 'https://a.example', 7, {}]) {
    it(`refuses ${JSON.stringify(value)} in place of a list`, () => {
      assert.deepEqual(parse(value), {
        instances: [],
        problems: [{ key: 'forgejoArtifacts.instances', reason: 'must be a list of instances' }],
      });
    });
  }

  for (const entry of [null, 7, [], {}, { url: 7 }]) {
    it(`refuses the entry ${JSON.stringify(entry)}`, () => {
      assert.match(problemsOf(entry).join(), /^ must be an object with a "url"/);
    });
  }

  it('uses the first of two entries of one instance', () => {
    const { instances, problems } = parse([
      { url: 'https://A.example', name: 'first' },
      { url: 'a.example/', name: 'second' },
    ]);
    assert.deepEqual(
      instances.map(({ name }) => name),
      ['first'],
    );
    assert.match(problems[0]?.reason ?? '', /^repeats .*; the first entry counts/);
  });

  describe('misplaced tokens', () => {
    const found = (entry: unknown): readonly SettingProblem[] => {
      const { problems } = parse([entry]);
      for (const { reason } of problems) assert.doesNotMatch(reason, new RegExp(TOKEN));
      return problems.filter(({ misplacedToken }) => misplacedToken !== undefined);
    };

    for (const [place, token] of [
      ['a string', TOKEN],
      ['another kind of token', 'gto_8fj2kq0d9x7w5v3b1n6m'],
      ['the name of a variable', { env: TOKEN }],
      ['an object of another shape', { value: TOKEN }],
    ] as const) {
      it(`finds one in ${place}`, () => {
        const [problem] = found({ url: 'https://a.example', token });
        const value = typeof token === 'string' ? token : Object.values(token)[0];
        assert.deepEqual(problem?.misplacedToken, { instance: 'https://a.example/', value });
        assert.match(problem?.reason ?? '', /looks like a token/);
      });
    }

    for (const [place, entry] of [
      ['the name', { name: `Work ${TOKEN}` }],
      ['an unknown field', { pat: TOKEN }],
      ['a field named "token"', { access_token: 'gto_8fj2kq0d9x7w5v3b1n6m' }],
      ['a nested field', { headers: [{ Authorization: `token ${TOKEN}` }] }],
    ] as const) {
      it(`finds one in ${place}`, () => {
        const [problem] = found({ url: 'https://a.example', ...entry });
        assert.equal(problem?.misplacedToken?.instance, 'https://a.example/');
        assert.ok(JSON.stringify(entry).includes(problem.misplacedToken.value));
        assert.doesNotMatch(problem.key, new RegExp(TOKEN));
      });
    }

    it('finds one in a key, and never shows it in a message', () => {
      const [problem] = found({ url: 'https://a.example', [TOKEN]: true });
      assert.deepEqual(problem?.misplacedToken, { instance: 'https://a.example/', value: TOKEN });
      assert.doesNotMatch(problem.key, new RegExp(TOKEN));
    });

    it('finds a token in each of two entries of an instance, and next to an invalid address', () => {
      const { problems } = parse([{ url: 'https://a.example' }, { url: 'https://a.example', token: TOKEN }]);
      assert.deepEqual(
        problems.flatMap(({ misplacedToken }) => misplacedToken ?? []),
        [{ instance: 'https://a.example/', value: TOKEN }],
      );
      assert.equal(found({ name: TOKEN })[0]?.misplacedToken?.instance, undefined);
    });

    it('does not mistake one for the name of the instance', () => {
      assert.equal(parse([{ url: 'https://a.example', name: TOKEN }]).instances[0]?.name, 'a.example');
    });

    it('does not mistake long names and unknown fields for tokens', () => {
      const entry = {
        url: 'https://a.example',
        name: 'git.example.org-production-2',
        author: 'somebody-with-a-long-name-1',
      };
      assert.deepEqual(found(entry), []);
    });

    for (const query of [`?token=${TOKEN}`, `?a=b&access_token=${TOKEN}`, `#${TOKEN}`]) {
      it(`finds one in the address, as ${query.replace(TOKEN, '…')}`, () => {
        for (const url of [`https://a.example/git${query}`, `a.example/git/${query}`]) {
          const [problem] = found({ url });
          assert.deepEqual(problem?.misplacedToken, { instance: 'https://a.example/git/', value: TOKEN });
        }
      });
    }

    for (const userinfo of [`alice:${TOKEN}`, TOKEN, `${TOKEN}:x-oauth-basic`]) {
      it(`finds one in the address, as ${userinfo.replace(TOKEN, '…')}`, () => {
        const [problem] = found({ url: `https://${userinfo}@a.example/git` });
        assert.deepEqual(problem?.misplacedToken, { instance: 'https://a.example/git/', value: TOKEN });
      });
    }

    it('does not mistake a long variable name for a token', () => {
      const { instances, problems } = parse([{ url: 'https://a.example', token: { env: 'FORGEJO_TOKEN_STAGING_2' } }]);
      assert.deepEqual(problems, []);
      assert.deepEqual(instances[0]?.token, { kind: 'env', name: 'FORGEJO_TOKEN_STAGING_2' });
    });

    it('reports a user name that cannot be decoded', () => {
      assert.match(problemsOf({ url: 'https://%zz:%e0%a4@a.example' }).join(), /must not contain a user name/);
    });

    it('explains which values are allowed', () => {
      for (const token of ['sekret', 'GIT_TOKEN', {}, { env: 'no name' }, { env: 7 }, true, null]) {
        assert.match(problemsOf({ url: 'https://a.example', token }).join(), /^\.token must be "secret"/);
      }
    });
  });
});
