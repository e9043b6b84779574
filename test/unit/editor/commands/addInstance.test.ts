import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addInstance } from '../../../../src/editor/commands/addInstance.ts';
import { MemoryServices } from '../../../support/memoryServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { DEMO_TOKENS } from '../../../support/forge/demoContent.ts';
import { smallContent } from '../../../support/forge/smallContent.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';

describe('Add Instance', () => {
  let forge: Forge;
  let below: Forge;
  let closed: Forge;
  let memory: MemoryServices;
  let ui: FakeUi;
  const content = smallContent();

  before(async () => {
    forge = await startForge({ content });
    below = await startForge({ content, subPath: 'forge/git' });
    closed = await startForge({ content, signInRequired: true });
  });
  after(() => Promise.all([forge, below, closed].map((one) => one.close())));
  beforeEach(() => {
    ui = new FakeUi();
    memory = new MemoryServices(ui);
  });
  afterEach(async () => {
    ui.finish();
    await memory[Symbol.asyncDispose]();
  });

  const short = (base: string): string => base.replace(/\/$/, '');

  it('shows what it found and adds it without a token', async () => {
    ui.next({ input: short(below.url) }, { pick: 'Continue Without Token' });
    await addInstance(memory.services);
    assert.match(ui.texts('asked').at(-1) ?? '', new RegExp(`^Forgejo 12\\.0\\.4 at ${short(below.url)}: `));
    assert.deepEqual(memory.entries, [{ url: short(below.url) }]);
    assert.equal(memory.secrets.size, 0);
  });

  it('leads on to signing in', async () => {
    ui.next({ input: forge.url }, { pick: 'Sign In…' }, { pick: 'I have a token' }, { input: DEMO_TOKENS.alice });
    await addInstance(memory.services);
    assert.equal(memory.secrets.get(forge.url), DEMO_TOKENS.alice);
    assert.match(ui.texts('inform').join(), /as alice/);
  });

  it('keeps the instance when the user dismisses the question', async () => {
    ui.next({ input: forge.url }, { pick: undefined });
    await addInstance(memory.services);
    assert.deepEqual(memory.entries, [{ url: short(forge.url) }]);
  });

  it('does not say that it is added if the settings cannot be written', async () => {
    const full = new Error('the disk is full');
    const settings = Object.create(memory.services.settings, {
      updateInstances: { value: () => Promise.reject(full) },
    }) as typeof memory.services.settings;
    ui.next({ input: forge.url });
    await assert.rejects(addInstance({ ...memory.services, settings }), full);
    assert.doesNotMatch(ui.texts('asked').join(), /Added/);
  });

  it('adds nothing when the box is dismissed', async () => {
    ui.next({ input: undefined });
    await addInstance(memory.services);
    assert.deepEqual(memory.entries, []);
  });

  it('keeps the box open for an invalid address, and for one already in the list', async () => {
    memory.entries = [{ url: forge.url, name: 'Mine' }];
    ui.next({ input: '' }, { input: 'http://git.example.org' }, { input: forge.url }, { input: undefined });
    await addInstance(memory.services);
    const [empty, insecure, known] = ui.texts('refused');
    assert.match(empty ?? '', /Write an address/);
    assert.match(insecure ?? '', /plain http/);
    assert.equal(known, 'Mine is already in your list.');
  });

  it('understands a link to a release below a sub-path, and offers the repository in its own spelling', async () => {
    ui.next(
      { input: `${below.url}ALICE/Hello/releases/tag/v1.0.0` },
      { pick: 'Continue Without Token' },
      { pick: 'Add alice/hello' },
    );
    await addInstance(memory.services);
    assert.deepEqual(memory.entries, [{ url: short(below.url), repositories: ['alice/hello'] }]);
  });

  it('recognises the repository of an SSH clone address on an instance in the list', async () => {
    memory.entries = [{ url: forge.url }];
    ui.next({ input: 'git@127.0.0.1:tools/bundler.git' }, { pick: 'Add tools/bundler' });
    await addInstance(memory.services);
    assert.deepEqual(memory.entries, [{ url: forge.url, repositories: ['tools/bundler'] }]);
  });

  it('adds only the repository when a link leads to an instance in the list', async () => {
    memory.entries = [{ url: forge.url }];
    ui.next({ input: `${forge.url}tools/bundler` }, { pick: 'Not Now' });
    await addInstance(memory.services);
    assert.deepEqual(memory.entries, [{ url: forge.url }]);
  });

  it('reports that the target of a link is not visible', async () => {
    ui.next({ input: `${forge.url}alice/nowhere/releases` }, { pick: 'Continue Without Token' });
    await addInstance(memory.services);
    assert.match(ui.texts('warn').join(), /has no repository alice\/nowhere that you can see/);
  });

  it('recognises a Forgejo that requires sign-in, and continues with that', async () => {
    ui.next({ input: closed.url }, { pick: 'Sign In…' }, { pick: 'I have a token' }, { input: DEMO_TOKENS.alice });
    await addInstance(memory.services);
    assert.match(ui.texts('asked').join(), /A Forgejo instance that requires sign-in at/);
    assert.equal(memory.secrets.get(closed.url), DEMO_TOKENS.alice);
  });

  describe('without a Forgejo', () => {
    let server: Server;
    let listener: RequestListener;
    let address: string;

    before((done) => {
      server = createServer((request, response) => listener(request, response)).listen(0, '127.0.0.1', () => {
        address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        done();
      });
    });
    after((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });

    const html = (status: number, body: string): RequestListener => {
      return (_request, response) => void response.writeHead(status, { 'content-type': 'text/html' }).end(body);
    };
    const refusal = async (text: string): Promise<string> => {
      ui.next({ input: text }, { input: undefined });
      await addInstance(memory.services);
      assert.deepEqual(memory.entries, []);
      return ui.texts('refused').join();
    };

    it('reports that a web page is not a Forgejo', async () => {
      listener = html(200, '<html><body>Welcome to our bakery</body></html>');
      assert.match(await refusal(address), /answered with a web page instead of data/);
    });

    it('reports that nothing answers', async () => {
      listener = (_request, response) => void response.writeHead(404).end('404 page not found\n');
      assert.match(await refusal(`${address}/some/where`), /There is no Forgejo instance at .*\/some\/where/);
    });

    it('distinguishes a sign-in page from any other', async () => {
      listener = html(200, '<html><form action="/login"><input type="password" name="password"></form></html>');
      assert.match(await refusal(address), /a sign-in page/);
    });

    it('explains a login in front of everything, and adds it on a second Enter', async () => {
      listener = (_request, response) => void response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
      ui.next({ input: address }, { input: address }, { pick: 'Continue Without Token' });
      await addInstance(memory.services);
      assert.match(ui.texts('refused').join(), /asks for a login before .* Press Enter again to add/);
      assert.deepEqual(memory.entries, [{ url: address }]);
    });

    it('does not accept another address on the second Enter', async () => {
      listener = (_request, response) => void response.writeHead(401).end();
      ui.next({ input: address }, { input: `${address}/x` }, { input: undefined });
      await addInstance(memory.services);
      assert.equal(ui.texts('refused').length, 2);
      assert.deepEqual(memory.entries, []);
    });

    it('never shows a token to a host that may not be a Forgejo', async () => {
      const seen: (string | undefined)[] = [];
      listener = (request, response) => {
        seen.push(request.headers.authorization);
        response.writeHead(404).end();
      };
      await refusal(`${address}/a/b`);
      assert.deepEqual(seen, [undefined, undefined, undefined]);
    });
  });

  it('reports that there is no answer, and adds it on a second Enter', async () => {
    const gone = await startForge({ content });
    await gone.close();
    ui.next({ input: gone.url }, { input: gone.url }, { pick: 'Continue Without Token' });
    await addInstance(memory.services);
    assert.match(ui.texts('refused').join(), /refuses connections.*Press Enter again/);
    assert.deepEqual(memory.entries, [{ url: short(gone.url) }]);
  });
});
