import assert from 'node:assert/strict';
import { signIn } from '../../../../src/editor/commands/signIn.ts';
import { signOut } from '../../../../src/editor/commands/signOut.ts';
import { MemoryServices } from '../../../support/memoryServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { until } from '../../../support/cacheRig.ts';
import { DEMO_TOKENS } from '../../../support/forge/demoContent.ts';
import { smallContent } from '../../../support/forge/smallContent.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';

describe('Sign In', () => {
  let forge: Forge;
  let memory: MemoryServices;
  let ui: FakeUi;

  beforeEach(async () => {
    forge = await startForge({ content: smallContent(), subPath: 'forge' });
    ui = new FakeUi();
    memory = new MemoryServices(ui, [{ url: forge.url, name: 'Demo' }]);
  });
  afterEach(async () => {
    ui.finish();
    await memory[Symbol.asyncDispose]();
    await forge.close();
  });

  it('opens the token page only on request, and names the scopes and their purposes', async () => {
    ui.next({ pick: 'Open the page for creating tokens' }, { input: DEMO_TOKENS.alice });
    await signIn(memory.services);
    assert.deepEqual(ui.opened, [`${forge.url}user/settings/applications`]);
    const prompt = ui.texts('asked').at(-1) ?? '';
    assert.match(
      prompt,
      /repository \(releases\), package \(packages\), user and organization \(to list your repositories\)/,
    );
  });

  it('stores a valid token and lists its scopes in one sentence', async () => {
    ui.next({ pick: 'I have a token' }, { input: ` ${DEMO_TOKENS.alice}\n` });
    await signIn(memory.services, forge.url);
    assert.equal(memory.secrets.get(forge.url), DEMO_TOKENS.alice);
    assert.deepEqual(ui.texts('inform'), [
      'Signed in to Demo as alice. The token can read releases, packages, your account and your organizations.',
    ]);
    assert.deepEqual(memory.findings.get(forge.url), { state: 'accepted', missing: [] });
    assert.equal(memory.logins.get(forge.url), 'alice');
    assert.deepEqual(ui.opened, []);
  });

  it('never stores a wrong token, and lets the user type it again', async () => {
    ui.next({ pick: 'I have a token' }, { input: 'f'.repeat(40) }, { input: undefined });
    await signIn(memory.services);
    assert.match(ui.texts('refused').join(), /does not know this token/);
    assert.doesNotMatch(JSON.stringify(ui.messages), /ffff/);
    assert.equal(memory.secrets.size, 0);
  });

  it('keeps the old token when the new one is wrong', async () => {
    memory.secrets.set(forge.url, DEMO_TOKENS.alice);
    ui.next({ pick: 'I have a token' }, { input: 'f'.repeat(40) }, { input: undefined });
    await signIn(memory.services);
    assert.equal(memory.secrets.get(forge.url), DEMO_TOKENS.alice);
  });

  it('stores a token with too few scopes and says what is missing', async () => {
    ui.next({ pick: 'I have a token' }, { input: DEMO_TOKENS.repositoriesOnly });
    await signIn(memory.services);
    assert.equal(memory.secrets.get(forge.url), DEMO_TOKENS.repositoriesOnly);
    assert.deepEqual(ui.texts('warn'), [
      'Signed in to Demo. The token can read releases, but not packages (read:package), your account (read:user) or your organizations (read:organization).',
    ]);
  });

  it('offers to sign in again if the token lacks scopes', async () => {
    ui.next({ pick: 'I have a token' }, { input: DEMO_TOKENS.repositoriesOnly }, { press: 'Sign In Again' });
    ui.next({ pick: 'I have a token' }, { input: DEMO_TOKENS.alice });
    await signIn(memory.services);
    await until(() => ui.texts('inform').length > 0);
    assert.equal(memory.secrets.get(forge.url), DEMO_TOKENS.alice);
  });

  it('refuses text that cannot be a token without sending it anywhere', async () => {
    ui.next(
      { pick: 'I have a token' },
      { input: '' },
      { input: 'two words' },
      { input: 'short' },
      { input: undefined },
    );
    await signIn(memory.services);
    assert.equal(ui.texts('refused').length, 3);
    assert.deepEqual(forge.requests, []);
  });

  it('keeps the box open when the instance cannot be asked', async () => {
    forge.faults.add({ kind: 'status', status: 500 });
    ui.next({ pick: 'I have a token' }, { input: DEMO_TOKENS.alice }, { input: undefined });
    await signIn(memory.services);
    assert.match(ui.texts('refused').join(), /could not answer \(status 500\)/);
    assert.equal(memory.secrets.size, 0);
  });

  it('does nothing when dismissed', async () => {
    ui.next({ pick: undefined });
    await signIn(memory.services);
    assert.deepEqual(forge.requests, []);
  });

  it('asks which instance is meant when there are several and none is given', async () => {
    memory.entries = [...memory.entries, { url: 'https://git.example.org', name: 'Other' }];
    ui.next({ pick: 'Demo' }, { pick: undefined });
    await signIn(memory.services);
    assert.match(ui.texts('asked').at(-1) ?? '', /^Sign In to Demo/);
  });

  it('uses the instance of a row', async () => {
    memory.entries = [{ url: 'https://git.example.org', name: 'Other' }, ...memory.entries];
    ui.next({ pick: undefined });
    await signIn(memory.services, { kind: 'instance', id: 'x', instance: forge.url });
    assert.match(ui.texts('asked').join(), /Sign In to Demo/);
  });

  it('starts by adding an instance if there are none', async () => {
    memory.entries = [];
    ui.next({ input: undefined });
    await signIn(memory.services);
    assert.match(ui.texts('asked').join(), /^Add Instance/);
  });

  describe('with a token from elsewhere', () => {
    it('names the variable and checks the token', async () => {
      memory.entries = [{ url: forge.url, name: 'Demo', token: { env: 'DEMO_TOKEN' } }];
      memory.secrets.set(forge.url, DEMO_TOKENS.alice);
      await signIn(memory.services);
      assert.match(ui.texts('inform').join(), /as alice\. .* It comes from the environment variable DEMO_TOKEN\.$/);
    });

    it('says that the variable is not set', async () => {
      memory.entries = [{ url: forge.url, name: 'Demo', token: { env: 'DEMO_TOKEN' } }];
      await signIn(memory.services);
      assert.match(ui.texts('warn').join(), /environment variable DEMO_TOKEN, which is not set/);
      assert.deepEqual(forge.requests, []);
    });

    it('reports that git has none', async () => {
      memory.entries = [{ url: forge.url, name: 'Demo', token: 'git-credential' }];
      await signIn(memory.services);
      assert.match(ui.texts('warn').join(), /git’s credential helpers, which have none stored/);
      assert.deepEqual(memory.askedAgain, [forge.url]);
    });

    it('says that the instance does not know it', async () => {
      memory.entries = [{ url: forge.url, name: 'Demo', token: 'git-credential' }];
      memory.secrets.set(forge.url, 'f'.repeat(40));
      await signIn(memory.services);
      assert.match(ui.texts('warn').join(), /Demo does not know the token from git/);
      assert.equal(memory.findings.get(forge.url)?.state, 'refused');
    });

    it('says that it cannot be sent, and sends nothing', async () => {
      memory.entries = [{ url: forge.url, name: 'Demo', token: { env: 'DEMO_TOKEN' } }];
      memory.secrets.set(forge.url, 'two words');
      await signIn(memory.services);
      assert.match(ui.texts('warn').join(), /variable DEMO_TOKEN contains a space .* was not sent to Demo/);
      assert.equal(memory.findings.get(forge.url)?.state, 'malformed');
      assert.deepEqual(forge.requests, []);
    });

    it('is never deleted', async () => {
      memory.entries = [{ url: forge.url, name: 'Demo', token: { env: 'DEMO_TOKEN' } }];
      memory.secrets.set(forge.url, DEMO_TOKENS.alice);
      await signOut(memory.services, forge.url);
      assert.match(ui.texts('inform').join(), /comes from the environment variable DEMO_TOKEN\. To stop using it/);
      assert.equal(memory.secrets.size, 1);
    });
  });

  describe('Sign Out', () => {
    it('deletes the token and everything it showed, and says that it is still valid on the instance', async () => {
      memory.secrets.set(forge.url, DEMO_TOKENS.alice);
      memory.logins.set(forge.url, 'alice');
      ui.next({ press: 'Open Token Page' });
      await signOut(memory.services);
      assert.equal(memory.secrets.size, 0);
      assert.equal(memory.logins.size, 0);
      assert.match(ui.texts('inform').join(), /Signed out of Demo\. The token still exists there/);
      assert.deepEqual(ui.opened, [`${forge.url}user/settings/applications`]);
    });

    it('reports that there is nothing to sign out of', async () => {
      await signOut(memory.services);
      assert.deepEqual(ui.texts('inform'), ['You are not signed in anywhere.']);
    });

    it('says nothing when the choice is dismissed', async () => {
      memory.entries = [...memory.entries, { url: 'https://git.example.org', name: 'Other' }];
      memory.secrets.set(forge.url, DEMO_TOKENS.alice);
      memory.secrets.set('https://git.example.org/', 'other');
      ui.next({ pick: undefined });
      await signOut(memory.services);
      assert.deepEqual(ui.texts('inform'), []);
      assert.equal(memory.secrets.size, 2);
    });

    it('offers only instances that have a token', async () => {
      memory.entries = [...memory.entries, { url: 'https://git.example.org', name: 'Other' }];
      memory.secrets.set(forge.url, DEMO_TOKENS.alice);
      await signOut(memory.services);
      assert.match(ui.texts('inform').join(), /Signed out of Demo/);
    });
  });
});
