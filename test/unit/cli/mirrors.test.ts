import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EngineError } from '../../../src/engine/index.ts';
import { mirrorPorts, namedMirrors } from '../../../src/cli/mirrors.ts';

const STICK = pathToFileURL('/media/stick');

const ADDRESS = 'https://cache.example.org';
const OTHER = 'https://git.example.org:3000/api/packages/team/generic/cas/{sha256}/blob';
const ignore = (): void => undefined;

describe('namedMirrors', () => {
  const names = (given: readonly string[], env: Record<string, string> = {}): readonly string[] =>
    namedMirrors(given, env).map(({ name }) => name);

  it('takes the options in their order, else the environment', () => {
    const env = { FORGEJO_ARTIFACTS_MIRROR: ` ${ADDRESS}, ${OTHER}\n${STICK.href} ` };
    assert.deepEqual(names([], env), ['cache.example.org', 'git.example.org:3000', resolve('/media/stick')]);
    assert.deepEqual(names([OTHER, ADDRESS], env), ['git.example.org:3000', 'cache.example.org']);
    assert.deepEqual(names([], { FORGEJO_ARTIFACTS_MIRROR: '' }), []);
  });

  it('refuses an invalid mirror without repeating a password in it', () => {
    const refused = (text: string): string => {
      let message = '';
      assert.throws(
        () => names([text]),
        (error: Error) => (message = error.message) !== '',
      );
      return message;
    };
    assert.match(refused('https://ci:hunter2@cache.example.org'), /must not contain a user name or a password\.$/);
    assert.match(refused('http://cache.example.org'), /private hosts only\.$/);
    assert.match(refused('https://cache.example.org/a-{sha256}'), /must have \{sha256\} directly after a slash\.$/);
    assert.match(refused('https://{sha256}.example.org'), /may contain \{sha256\} in its path only\.$/);
  });
});

describe('mirrorPorts', () => {
  const credential = async (addresses: readonly string[], env: Record<string, string>) => {
    const mirrors = namedMirrors(addresses, {});
    const { authorization } = mirrorPorts({ mirrors, only: false }, env, ignore);
    return Promise.all(mirrors.map((mirror) => authorization(mirror)));
  };

  it('gives a single mirror the plain credential, and each of several its own', async () => {
    const token = 'FORGEJO_ARTIFACTS_MIRROR_TOKEN';
    assert.deepEqual(await credential([ADDRESS], { [token]: 's3cret' }), ['Bearer s3cret']);
    assert.deepEqual(await credential([ADDRESS, STICK.href], { [token]: 'ci:pass' }), [
      `Basic ${btoa('ci:pass')}`,
      undefined,
    ]);
    const registry = `${token}_GIT_EXAMPLE_ORG___3A3000___2FAPI___2FPACKAGES___2FTEAM___2FGENERIC___2FCAS`;
    const own = { [registry]: 'other', [`${token}_CACHE_EXAMPLE_ORG`]: 'one' };
    assert.deepEqual(await credential([ADDRESS, OTHER], own), ['Bearer one', 'Bearer other']);
    await assert.rejects(
      credential([ADDRESS, OTHER], { [token]: 'x' }),
      /is for a single mirror, but several are named/,
    );
  });

  it('tells mirrors on one host apart by their paths', async () => {
    const variable = 'FORGEJO_ARTIFACTS_MIRROR_TOKEN';
    const named = [`${ADDRESS}/a`, `${ADDRESS}/b/{sha256}`, ADDRESS];
    const ofHost = `${variable}_CACHE_EXAMPLE_ORG`;
    assert.deepEqual(await credential(named, { [`${ofHost}___2FA`]: 'one' }), ['Bearer one', undefined, undefined]);
    assert.deepEqual(await credential(named, { [ofHost]: 'one' }), [undefined, undefined, 'Bearer one']);
    await assert.rejects(credential(named.slice(0, 2), { [variable]: 'x' }), {
      message: `${variable} is for a single mirror, but several are named. Set ${ofHost}___2FA and ${ofHost}___2FB instead.`,
    });
    assert.deepEqual(await credential([`${ADDRESS}/a`, `${ADDRESS}/x/../a/`], { [variable]: 'x' }), [
      'Bearer x',
      'Bearer x',
    ]);
  });

  it('gives the credential of the mirror that the environment names to no other that an option names', async () => {
    const variable = 'FORGEJO_ARTIFACTS_MIRROR_TOKEN';
    const env = { FORGEJO_ARTIFACTS_MIRROR: `${STICK.href} ${ADDRESS}`, [variable]: 'x' };
    assert.deepEqual(await credential([`${ADDRESS}/a`], env), [undefined]);
    assert.deepEqual(await credential([OTHER, ADDRESS], env), [undefined, 'Bearer x']);
    const several = { ...env, FORGEJO_ARTIFACTS_MIRROR: `${ADDRESS} ${OTHER}` };
    await assert.rejects(credential([OTHER], several), /is for a single mirror, but several are named/);
  });

  it('names the variable whose value cannot be sent', async () => {
    const variable = 'FORGEJO_ARTIFACTS_MIRROR_TOKEN';
    for (const name of [variable, `${variable}_CACHE_EXAMPLE_ORG`]) {
      await assert.rejects(credential([ADDRESS], { [variable]: 'fine', [name]: 'a\nb' }), {
        message: `${name} contains neither a token nor user:password.`,
      });
    }
  });

  it('says which mirror was skipped, and why', () => {
    const lines: string[] = [];
    const mirrors = namedMirrors([ADDRESS], {});
    const { onSkipped } = mirrorPorts({ mirrors, only: false }, {}, (line) => lines.push(line));
    const [mirror] = mirrors;
    assert.ok(mirror);
    const host = 'cache.example.org';
    onSkipped(mirror, new EngineError('network', '', { host, reason: 'ECONNREFUSED' }));
    onSkipped(mirror, new EngineError('unauthorized', '', { host, tokenSent: false }));
    onSkipped(mirror, new EngineError('forbidden', '', { host, tokenSent: true }));
    onSkipped(mirror, new EngineError('timeout', '', { host, phase: 'headers', timeoutMs: 5000 }));
    onSkipped(mirror, new EngineError('server', '', { host, status: 507 }));
    onSkipped(mirror, new EngineError('badBody', '', { host, rule: 'digest', quarantinePath: '/x/aside' }));
    onSkipped(mirror, new EngineError('badBody', '', { host, rule: 'encoding' }));
    onSkipped(mirror, new EngineError('network', '', { host, reason: 'CERT_HAS_EXPIRED' }));
    onSkipped(mirror, new EngineError('network', '', { host, reason: 'SELF_SIGNED_CERT_IN_CHAIN' }));
    const [stick] = namedMirrors([STICK.href], {});
    assert.ok(stick);
    onSkipped(stick, new EngineError('network', '', { host: stick.name, reason: 'EIO' }));
    onSkipped(stick, new EngineError('network', '', { host: stick.name, reason: 'ENOENT' }));
    onSkipped(stick, new EngineError('badBody', '', { host, rule: 'digest', quarantinePath: '/x/aside' }));
    assert.deepEqual(lines, [
      'The mirror cache.example.org cannot be reached (ECONNREFUSED), so it was skipped.',
      'The mirror cache.example.org asks for credentials, so it was skipped.',
      'The mirror cache.example.org refused its credentials, so it was skipped.',
      'The mirror cache.example.org did not answer in time, so it was skipped.',
      'The mirror cache.example.org answered with status 507, so it was skipped.',
      'The mirror cache.example.org sent a different file, so it was skipped. Tell its administrator. The file stays in quarantine at /x/aside for 14 days, or until the space is needed.',
      'The mirror cache.example.org was skipped: cache.example.org, or a proxy in front of it, changed the file in transit (compression). Nothing was stored; try again.',
      "The mirror cache.example.org was skipped: The certificate of cache.example.org has expired. Its administrator must renew it, unless this machine's clock is wrong.",
      'The mirror cache.example.org was skipped: The certificate of cache.example.org is not trusted (SELF_SIGNED_CERT_IN_CHAIN). If your organization has its own certificate authority, name its file with --ca-file.',
      `A file in ${stick.name} cannot be read (EIO), so it was skipped.`,
      `There is no directory ${stick.name}, so it was skipped.`,
      `A file in ${stick.name} is damaged, so it was skipped. The file stays in quarantine at /x/aside for 14 days, or until the space is needed.`,
    ]);
  });
});
