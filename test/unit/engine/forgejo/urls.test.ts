import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { assetUrl, normaliseBase, urls } from '../../../../src/engine/forgejo/urls.ts';
import type { Asset } from '../../../../src/engine/model.ts';

const ROOT = 'https://git.example.org/';
const SUB = 'https://example.org:8443/forge/git/';
const REPO = { kind: 'release', owner: 'tools', repo: 'hello' } as const;
const PACKAGE = { kind: 'genericPackage', owner: 'tools', package: 'sdk' } as const;

describe('normaliseBase', () => {
  for (const [text, value] of [
    ['https://codeberg.org', 'https://codeberg.org/'],
    ['https://codeberg.org/', 'https://codeberg.org/'],
    ['codeberg.org', 'https://codeberg.org/'],
    ['  https://codeberg.org/ \n', 'https://codeberg.org/'],
    ['HTTPS://Codeberg.ORG', 'https://codeberg.org/'],
    ['https://example.org/git', 'https://example.org/git/'],
    ['https://example.org//git///', 'https://example.org/git/'],
    ['https://example.org/a/../git/./', 'https://example.org/git/'],
    ['https://example.org/Git', 'https://example.org/Git/'],
    ['example.org:3000', 'https://example.org:3000/'],
    ['https://example.org:443/git', 'https://example.org/git/'],
    ['https://[2001:DB8::0001]:3000/git', 'https://[2001:db8::1]:3000/git/'],
    ['http://[::1]:3000', 'http://[::1]:3000/'],
    ['https://bücher.example', 'https://xn--bcher-kva.example/'],
    ['https://example.org/bücher', 'https://example.org/b%C3%BCcher/'],
    ['http://localhost:3000', 'http://localhost:3000/'],
    ['http://127.0.0.1', 'http://127.0.0.1/'],
    ['http://192.168.1.2:3000/', 'http://192.168.1.2:3000/'],
    ['http://forge.lan', 'http://forge.lan/'],
    ['https://example.org/?', 'https://example.org/'],
  ] as const) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(normaliseBase(text), { ok: true, value }));
  }

  for (const [text, reason] of [
    ['', 'notUrl'],
    ['https://', 'notUrl'],
    ['not a url', 'notUrl'],
    ['https://exa mple.org', 'notUrl'],
    ['https://example.org\\git', 'notUrl'],
    ['https://example.org:99999', 'notUrl'],
    ['2001:db8::1', 'notUrl'],
    ['https://example.org/a%2Fb', 'notUrl'],
    ['javascript:alert(1)', 'notUrl'],
    ['ftp://example.org', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['http://codeberg.org', 'insecure'],
    ['http://8.8.8.8', 'insecure'],
    ['https://user:secret@example.org', 'userinfo'],
    ['https://token@example.org', 'userinfo'],
    ['https://example.org/?a=b', 'query'],
    ['https://example.org/#top', 'query'],
  ] as const) {
    it(`refuses ${JSON.stringify(text)}: ${reason}`, () =>
      assert.deepEqual(normaliseBase(text), { ok: false, reason }));
  }

  it('does not change its own result', () => {
    const text = fc.oneof(
      fc.webUrl({ withQueryParameters: false, withFragments: false }),
      fc
        .tuple(fc.constantFrom('https://', 'http://', ''), fc.ipV6(), fc.string({ unit: 'binary', maxLength: 20 }))
        .map(([scheme, host, path]) => `${scheme}[${host}]/${path}`),
      fc
        .tuple(fc.domain(), fc.array(fc.constantFrom('a', '.', '..', '', '%2e', '%zz', 'ü', ';', '%25')))
        .map(([host, path]) => `${host}/${path.join('/')}`),
    );
    const check = (one: string): void => {
      const first = normaliseBase(one);
      if (!first.ok) return;
      assert.match(first.value, /^https?:\/\/[^/?#]+\/([^?#]*\/)?$/);
      assert.deepEqual(normaliseBase(first.value), first);
    };
    fc.assert(fc.property(text, check), { numRuns: 500 });
  }).timeout(120_000);
});

describe('urls', () => {
  for (const [name, url, expected] of [
    ['version', urls.version(SUB), 'api/v1/version'],
    ['user', urls.user(SUB), 'api/v1/user'],
    ['userOrganizations', urls.userOrganizations(SUB, 1), 'api/v1/user/orgs?page=1&limit=50'],
    ['search', urls.search(SUB, 'a b&c', 1), 'api/v1/repos/search?q=a+b%26c&page=1&limit=50'],
    ['search by a limit', urls.search(SUB, '', 3, 1), 'api/v1/repos/search?q=&page=3&limit=1'],
    ['organizations', urls.organizations(SUB, 1), 'api/v1/orgs?limit=1'],
    ['owner', urls.owner(SUB, 'al.ice'), 'api/v1/users/al.ice'],
    ['organization', urls.organization(SUB, 'tools'), 'api/v1/orgs/tools'],
    ['ownerRepositories', urls.ownerRepositories(SUB, 'bob', 1), 'api/v1/users/bob/repos?page=1&limit=50'],
    ['organizationRepositories', urls.organizationRepositories(SUB, 'o', 1), 'api/v1/orgs/o/repos?page=1&limit=50'],
    ['repository', urls.repository(SUB, 'tools', 'hello'), 'api/v1/repos/tools/hello'],
    ['releases', urls.releases(SUB, REPO), 'api/v1/repos/tools/hello/releases?page=1&limit=50'],
    [
      'releases with filters',
      urls.releases(SUB, REPO, { page: 2, limit: 7, query: 'x', draft: false, prerelease: true }),
      'api/v1/repos/tools/hello/releases?page=2&limit=7&q=x&draft=false&pre-release=true',
    ],
    ['packages', urls.packages(SUB, 'tools', 1), 'api/v1/packages/tools?type=generic&page=1&limit=50'],
    ['packages by name', urls.packages(SUB, 'o', 1, 'a_b'), 'api/v1/packages/o?type=generic&q=a_b&page=1&limit=50'],
    ['packageFiles', urls.packageFiles(SUB, PACKAGE, '1.0'), 'api/v1/packages/tools/generic/sdk/1.0/files'],
    ['packagePage', urls.packagePage(SUB, PACKAGE, '1.0'), 'tools/-/packages/generic/sdk/1.0'],
    ['releasePage', urls.releasePage(SUB, REPO, 'v1'), 'tools/hello/releases/tag/v1'],
    ['tokenPage', urls.tokenPage(SUB), 'user/settings/applications'],
  ] as const) {
    it(`builds ${name} below a sub-path`, () => assert.equal(url.href, `${SUB}${expected}`));
  }

  for (const [tag, encoded] of [
    ['v1.0', 'v1.0'],
    ['release/1.0', 'release%2F1.0'],
    ['@scope/pkg@1.2', '%40scope%2Fpkg%401.2'],
    ['1.0+build', '1.0%2Bbuild'],
    ['100%', '100%25'],
    ['a%2Fb', 'a%252Fb'],
    ['%2e%2e', '%252e%252e'],
    ['a b?c#d', 'a%20b%3Fc%23d'],
    ['größe-✓', 'gr%C3%B6%C3%9Fe-%E2%9C%93'],
    ['a\\b', 'a%5Cb'],
    ['..a', '..a'],
    ['...', '...'],
    ['a/../b', 'a%2F..%2Fb'],
  ] as const) {
    it(`puts the tag ${JSON.stringify(tag)} into one segment`, () => {
      assert.equal(urls.releaseByTag(ROOT, REPO, tag).pathname, `/api/v1/repos/tools/hello/releases/tags/${encoded}`);
      assert.equal(
        urls.packageFiles(ROOT, PACKAGE, tag).pathname,
        `/api/v1/packages/tools/generic/sdk/${encoded}/files`,
      );
    });
  }

  for (const tag of ['.', '..', '', 'a\ud800']) {
    it(`refuses ${JSON.stringify(tag)}, which no URL can carry`, () => {
      const refused = { code: 'unsafeName', facts: { name: tag, rule: tag.length > 2 ? '' : 'noUrl' } };
      if (tag === 'a\ud800') refused.facts.rule = 'notUnicode';
      for (const build of [
        () => urls.releaseByTag(ROOT, REPO, tag),
        () => urls.packageFiles(ROOT, PACKAGE, tag),
        () => urls.owner(ROOT, tag),
        () => urls.releases(ROOT, { owner: tag, repo: 'x' }),
        () => urls.repository(ROOT, 'x', tag),
      ]) {
        assert.throws(build, refused);
      }
    });
  }

  it('never leaves the segment that a name belongs to', () => {
    const check = (name: string): void => {
      if (['', '.', '..'].includes(name)) return;
      const { pathname, search, hash } = urls.releaseByTag(SUB, REPO, name);
      assert.equal(search + hash, '');
      assert.equal(decodeURIComponent(pathname.split('/').at(-1) ?? ''), name);
      assert.ok(pathname.startsWith('/forge/git/api/v1/repos/tools/hello/releases/tags/'));
    };
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), check), { numRuns: 300 });
  }).timeout(120_000);
});

describe('assetUrl', () => {
  const attachment: Asset = {
    instance: SUB,
    source: REPO,
    version: '..',
    name: '../../x',
    upstreamId: 'd962b49e-1111-4222-8333-444455556666',
    storage: 'attachment',
    sizeBytes: 1,
    digests: {},
  };

  it('finds an attachment by its uuid, whatever its names are', () => {
    assert.equal(assetUrl(attachment).href, `${SUB}attachments/d962b49e-1111-4222-8333-444455556666`);
  });

  it('keeps a hostile uuid in its segment', () => {
    assert.equal(assetUrl({ ...attachment, upstreamId: '../user/x?y' }).href, `${SUB}attachments/..%2Fuser%2Fx%3Fy`);
    assert.throws(() => assetUrl({ ...attachment, upstreamId: '..' }), { code: 'unsafeName' });
  });

  it('finds a package file by its names', () => {
    const file: Asset = { ...attachment, source: PACKAGE, storage: 'packageFile', version: 'a/b', name: 'x y#%.bin' };
    assert.equal(assetUrl(file).href, `${SUB}api/packages/tools/generic/sdk/a%2Fb/x%20y%23%25.bin`);
    assert.throws(() => assetUrl({ ...file, version: '..' }), { code: 'unsafeName' });
    assert.throws(() => assetUrl({ ...file, name: '.' }), { code: 'unsafeName' });
  });

  it('uses the address of an external asset, over HTTP only', () => {
    const external: Asset = { ...attachment, storage: 'external', externalUrl: 'https://cdn.example/x?y=z' };
    assert.equal(assetUrl(external).href, 'https://cdn.example/x?y=z');
    for (const externalUrl of [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'vscode://x',
      '//host/x',
      'https://u:p@host/x',
      '',
      'https://',
    ]) {
      assert.throws(() => assetUrl({ ...external, externalUrl }), { code: 'unsafeName' });
    }
  });
});
