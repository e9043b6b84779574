import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { DEMO_TOKENS, demoContent } from '../support/forge/demoContent.ts';
import type { Fault } from '../support/forge/faults.ts';
import { startForge } from '../support/forge/forge.ts';
import type { Forge, ForgeOptions } from '../support/forge/forge.ts';
import { startStorage } from '../support/forge/storage.ts';
import { leaks } from '../live/traffic.ts';

interface Row {
  readonly name: string;
  readonly state: 'held' | 'BROKEN' | 'not offered';
  readonly detail: string;
}

interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly rows: readonly Row[];
  readonly requests: readonly { readonly origin: string; readonly path: string; readonly authorized: boolean }[];
}

/** The live run as a person starts it, but without npm. */
async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const child = spawn(process.execPath, ['test/live/main.ts', ...args], { env: { ...process.env, ...env } });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const json = stdout.startsWith('{')
    ? (JSON.parse(stdout) as { results: Row[]; requests: Run['requests'] })
    : undefined;
  return { code, output: `${stdout}${stderr}`, rows: json?.results ?? [], requests: json?.requests ?? [] };
}

const names = ({ rows }: Run, state: Row['state']): string[] =>
  rows.filter((row) => row.state === state).map(({ name }) => name);

const broken = ({ rows }: Run): string[] =>
  rows.filter(({ state }) => state === 'BROKEN').map(({ name, detail }) => `${name}: ${detail}`);

describe('npm run live', () => {
  let forge: Forge | undefined;
  const start = async (options: Partial<ForgeOptions> = {}): Promise<Forge> => {
    forge = await startForge({ content: demoContent(), ...options });
    return forge;
  };
  const ask = (url: string, token?: string): Promise<Run> =>
    token === undefined
      ? run(['--url', url, '--json'])
      : run(['--url', url, '--json', '--token-env', 'LIVE_TEST_TOKEN'], { LIVE_TEST_TOKEN: token });

  afterEach(async () => {
    await forge?.close();
    forge = undefined;
  });

  for (const subPath of ['', 'forge/git']) {
    const place = subPath ? `at /${subPath}` : 'at the root';

    it(`passes all checks ${place} with a token`, async () => {
      const { url } = await start({ subPath });
      const result = await ask(url, DEMO_TOKENS.alice);
      assert.deepEqual(broken(result), []);
      assert.deepEqual(names(result, 'not offered'), []);
      assert.equal(result.code, 0);
      assert.ok(!result.output.includes(DEMO_TOKENS.alice), 'the token is in the output');
    });

    it(`passes ${place} without a token and lists the checks that need one`, async () => {
      const { url } = await start({ subPath });
      const result = await ask(url);
      assert.deepEqual(broken(result), []);
      assert.deepEqual(names(result, 'not offered'), [
        'names the owner of the token',
        'hides a private release from anonymous callers',
      ]);
      assert.equal(result.code, 0);
    });
  }

  it('passes with a token if sign-in is required', async () => {
    const { url } = await start({ signInRequired: true });
    const result = await ask(url, DEMO_TOKENS.alice);
    assert.deepEqual(broken(result), []);
    assert.deepEqual(names(result, 'not offered'), ['gets public releases and files despite a wrong token']);
    assert.equal(result.code, 0);
  });

  it('reports no faults without a token if sign-in is required', async () => {
    const { url } = await start({ signInRequired: true });
    const result = await ask(url);
    assert.deepEqual(broken(result), []);
    assert.equal(result.code, 0);
    // Checks that need no rights still run.
    assert.ok(names(result, 'held').includes('accepts no answer of the API from another origin over fetch'));
    assert.ok(names(result, 'not offered').includes('downloads a release file over undici'));
  });

  it('passes on Forgejo 15 and on Gitea with a token, even one that cannot read attachments', async () => {
    for (const version of ['15.0.3', 'gitea-1.26.3'] as const) {
      const running = await start({ version });
      const { url } = running;
      const full = await ask(url, DEMO_TOKENS.alice);
      assert.deepEqual(broken(full), [], version);
      const narrow = await ask(url, DEMO_TOKENS.packagesOnly);
      assert.deepEqual(broken(narrow), [], version);
      assert.ok(
        names(narrow, 'not offered').includes('gets a file from another origin without the token over undici'),
        version,
      );
      await running.close();
    }
    forge = undefined;
  }).timeout(240_000);

  it('does not report missing scopes as a fault', async () => {
    const { url } = await start();
    const result = await ask(url, DEMO_TOKENS.repositoriesOnly);
    assert.deepEqual(broken(result), []);
    assert.equal(result.code, 0);
  });

  it('never asks the host that a foreign ROOT_URL names', async () => {
    const { url } = await start({ foreignRootUrl: 'https://elsewhere.example.test/git/' });
    const result = await ask(url, DEMO_TOKENS.alice);
    assert.deepEqual(broken(result), []);
    assert.equal(result.code, 0);
    const hosts = new Set(result.requests.map(({ origin }) => new URL(origin).hostname));
    assert.deepEqual([...hosts], ['127.0.0.1']);
    const row = result.rows.find(({ name }) => name.startsWith("never visits the server's own idea"));
    assert.match(`${row?.detail}`, /https:\/\/elsewhere\.example\.test/);
  });

  it('passes behind a proxy that decodes addresses, except for names that need an encoded address', async () => {
    const { url } = await start({ subPath: 'git', decodingProxy: true });
    const result = await ask(url, DEMO_TOKENS.alice);
    assert.deepEqual(broken(result), []);
    assert.deepEqual(names(result, 'not offered'), ['opens a package version that needs encoding']);
    assert.equal(result.code, 0);
  });

  it('passes if files come from signed storage addresses, which get no token', async () => {
    const storage = await startStorage();
    try {
      const { url } = await start({ storage });
      const result = await ask(url, DEMO_TOKENS.alice);
      assert.deepEqual(broken(result), []);
      assert.equal(result.code, 0);
      const there = result.requests.filter(({ origin }) => origin === storage.origin);
      assert.ok(there.length > 0, 'the storage served nothing');
      assert.deepEqual(
        there.filter(({ authorized }) => authorized),
        [],
      );
    } finally {
      await storage.close();
    }
  });

  it('reports that downloads cannot resume if the server ignores ranges', async () => {
    const { url, faults } = await start();
    faults.add({ kind: 'ignoreRange' });
    const result = await ask(url, DEMO_TOKENS.alice);
    assert.deepEqual(broken(result), []);
    assert.ok(names(result, 'not offered').includes('resumes a release file in the middle over undici'));
  });

  describe('against a broken forge', () => {
    const empty = { kind: 'status', status: 200, headers: { 'content-type': 'application/json' }, body: '[]' } as const;
    const cases: readonly (readonly [what: string, fault: Fault, row: string])[] = [
      [
        'that serves other bytes than its registry says',
        { kind: 'flip', atByte: 7, path: /api\/packages\// },
        "verifies a package file by the registry's digest over fetch",
      ],
      ['that compresses files', { kind: 'gzip', path: /attachments/ }, 'downloads a release file over undici'],
      [
        'that gives the wrong part of a file',
        { kind: 'wrongRange', path: /attachments/ },
        'resumes a release file in the middle over fetch',
      ],
      [
        'that answers with an empty list for missing things',
        { ...empty, path: /no-such-/ },
        'reports an unknown repository as missing',
      ],
      [
        'whose list is shorter than its total',
        { ...empty, headers: { ...empty.headers, 'x-total-count': '66' }, path: /repos\/\w+\/\w+\/releases$/ },
        'lists all releases, page by page',
      ],
      ['that is a web page', { kind: 'loginPage', path: /api\/v1\/version/ }, 'reports the server and its version'],
      [
        'that has a sign-in page in place of a file',
        { kind: 'loginPage', path: /attachments/ },
        'gets a file from another origin without the token over undici',
      ],
    ];
    for (const [what, fault, row] of cases) {
      it(`fails for one ${what}`, async () => {
        const { url, faults } = await start();
        faults.add(fault);
        const result = await ask(url, DEMO_TOKENS.alice);
        assert.ok(names(result, 'BROKEN').includes(row), broken(result).join('\n') || 'nothing was broken');
        assert.equal(result.code, 1);
      });
    }

    it('fails for one whose lists never end, and goes on with the rest', async () => {
      const { url } = await start({ paging: 'endless' });
      const result = await ask(url);
      assert.deepEqual(names(result, 'BROKEN'), ['lists all releases, page by page']);
      assert.ok(result.requests.length < 250, `${result.requests.length} requests`);
      assert.equal(result.code, 1);
    });

    it('fails when nobody answers', async () => {
      const { url } = await start();
      await forge?.close();
      forge = undefined;
      const result = await ask(url);
      assert.match(broken(result).join(), /network/);
      assert.equal(result.rows.length, 1, 'it got repeated requests');
      assert.equal(result.code, 1);
    });

    it('fails for a token that the instance does not know', async () => {
      const { url } = await start();
      const result = await ask(url, 'revoked');
      assert.ok(names(result, 'BROKEN').includes('accepts the token, and knows what it may read'));
      assert.equal(result.code, 1);
    });
  });

  it('prints a table with three words, and where requests with a credential went', async () => {
    const { url } = await start();
    const { output, code } = await run(['--url', url]);
    assert.equal(code, 0);
    assert.match(output, /^held +reports the server and its version +forgejo 12\.0\.4/m);
    assert.match(output, /^not offered +names the owner of the token/m);
    assert.match(output, /requests, \d+ with Authorization \(the instance\)/);
    assert.match(output, /^http.*: \d+ held, 0 BROKEN, 2 not offered/m);
  });

  it('explains a wrong command line with a separate exit code', async () => {
    const noUrl = await run([]);
    assert.equal(noUrl.code, 2);
    assert.match(noUrl.output, /--url is missing/);
    const noToken = await run(['--url', 'http://127.0.0.1:9/', '--token-env', 'LIVE_TEST_UNSET']);
    assert.equal(noToken.code, 2);
    assert.match(noToken.output, /no LIVE_TEST_UNSET/);
  });
});

describe('leaks', () => {
  const base = 'https://forge.example.test/git/';
  const at = (origin: string, path: string, authorized = true) => ({ base, origin, path, authorized });

  it('finds a token at another origin and in a path, but not at its own origin', () => {
    const elsewhere = at('https://storage.example.test', '/git/file');
    const otherPath = at('https://forge.example.test', '/gitea/file');
    const home = at('https://forge.example.test', '/git/file');
    const without = at('https://storage.example.test', '/file', false);
    assert.deepEqual(leaks([elsewhere, home, without, otherPath]), [elsewhere, otherPath]);
  });
});
