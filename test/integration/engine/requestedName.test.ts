import assert from 'node:assert/strict';
import type { InstanceClient } from '../../../src/engine/index.ts';
import { startHostileServer } from '../../support/hostileServer.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { makeEngine } from '../../support/testEngine.ts';

const HELLO = { kind: 'release', owner: 'alice', repo: 'hello' } as const;
const KELVIN = '\u212a';

/** The server's answer for each path below `/api/v1/`. A text is the target of a redirect. */
type Answers = Readonly<Record<string, object | string>>;

const release = (tag: string): object => ({ id: 1, tag_name: tag, assets: [] });
const repository = (owner: string, name: string): object => ({
  id: 1,
  owner: { login: owner },
  name,
  full_name: `${owner}/${name}`,
});
const row = (owner: string, name: string): object => ({ owner: { login: owner }, name, version: '1' });

describe('checking that an answer matches the request', () => {
  const directory = useTempDir();

  const ask = async <T>(answers: Answers, call: (client: InstanceClient) => Promise<T>): Promise<T> => {
    await using server = await startHostileServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const answer = answers[decodeURIComponent(pathname.replace('/api/v1/', ''))];
      if (typeof answer === 'string') {
        response.writeHead(301, { location: `/api/v1/${answer}` }).end();
        return;
      }
      const rows = Array.isArray(answer) ? { 'x-total-count': answer.length } : {};
      response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json', ...rows });
      response.end(JSON.stringify(answer ?? { message: 'not found' }));
    });
    await using made = await makeEngine(directory());
    return await call(made.engine.client(server.base));
  };
  const releaseAnswered = (asked: string, answered: string) =>
    ask({ [`repos/alice/hello/releases/tags/${asked}`]: release(answered) }, (client) => client.version(HELLO, asked));

  for (const [asked, answered] of [
    ['v1', 'v1'],
    ['v1', 'V1'],
    ['RELEASE/1.0-RC1', 'release/1.0-rc1'],
    ['Ünstable', 'üNSTABLE'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['kilo', `${KELVIN}ilo`],
  ] as const)
    it(`takes the release ${answered} for ${asked}: the server looks tags up by their lower case`, async () => {
      assert.equal((await releaseAnswered(asked, answered)).version, answered);
    });

  for (const [asked, answered] of [
    ['v1', 'v2'],
    ['v1', 'v1\u200b'],
    ['v1', 'v1 '],
    ['v1', 'v10'],
    ['v1', 'ⅴ1'],
    ['strasse', 'straße'],
    ['e\u0301', 'é'],
  ] as const)
    it(`refuses the release ${JSON.stringify(answered)} for ${JSON.stringify(asked)}`, async () => {
      const facts = { endpoint: `/api/v1/repos/alice/hello/releases/tags/${encodeURIComponent(asked)}` };
      await assert.rejects(releaseAnswered(asked, answered), (error: { code: string; facts: object }) => {
        assert.equal(error.code, 'badResponse');
        assert.deepEqual({ ...error.facts, host: '' }, { ...facts, path: '$.tag_name', host: '' });
        return true;
      });
    });

  it('refuses another tag even if the server redirects to it', async () => {
    const answers = {
      'repos/alice/hello/releases/tags/v1': 'repos/alice/hello/releases/tags/v2',
      'repos/alice/hello/releases/tags/v2': release('v2'),
    };
    await assert.rejects(
      ask(answers, (client) => client.version(HELLO, 'v1')),
      { code: 'badResponse' },
    );
  });

  it('accepts a repository in any case, and under its new name after a rename', async () => {
    const look = (answers: Answers) => ask(answers, (client) => client.repository('Alice', 'Old'));
    assert.equal((await look({ 'repos/Alice/Old': repository('alice', 'old') })).name, 'old');
    const moved = { 'repos/Alice/Old': 'repos/alice/new', 'repos/alice/new': repository('alice', 'new') };
    assert.equal((await look(moved)).name, 'new');
  });

  for (const [owner, name] of [
    ['alice', 'other'],
    ['mallory', 'hello'],
  ] as const)
    it(`refuses the repository ${owner}/${name} for alice/hello`, async () => {
      const answers = { 'repos/alice/hello': repository(owner, name) };
      await assert.rejects(
        ask(answers, (client) => client.repository('alice', 'hello')),
        { code: 'badResponse' },
      );
    });

  it('accepts an owner in any case, and under a new name', async () => {
    const look = (answers: Answers) => ask(answers, (client) => client.owner('Alice'));
    assert.equal((await look({ 'users/Alice': { login: 'alice' } })).login, 'alice');
    assert.equal((await look({ 'users/Alice': 'users/bob', 'users/bob': { login: 'bob' } })).login, 'bob');
  });

  for (const answers of [{ 'users/alice': { login: 'mallory' } }, { 'orgs/alice': { name: 'mallory' } }])
    it(`refuses another owner, as ${Object.keys(answers).join()}`, async () => {
      await assert.rejects(
        ask(answers, (client) => client.owner('alice')),
        { code: 'badResponse' },
      );
    });

  it('accepts only packages of the requested owner', async () => {
    const look = (...rows: readonly object[]) =>
      ask({ 'packages/alice': rows }, (client) => client.packages('alice', { query: 'Tool' }));
    assert.deepEqual(
      (await look(row('Alice', 'tool'), row('alice', 'tool-2'))).map(({ name }) => name),
      ['tool'],
    );
    await assert.rejects(look(row('alice', 'tool'), row('mallory', 'tool')), { code: 'badResponse' });
  });
});
