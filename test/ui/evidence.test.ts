import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Demo } from '../support/editor/demo.ts';
import { useUiDemo } from '../support/editor/uiDemo.ts';
import type { Workbench } from '../support/editor/workbench.ts';
import { sha256 } from '../support/forge/demo/files.ts';
import type { AttachmentPlace } from '../support/forge/attachments.ts';
import { DEMO_KEYS } from '../support/forge/demo/keys.ts';

const OWNER = 'ladder';
const NAME = 'tool.txt';
/** Whose keys nobody trusts at first. */
const UNTRUSTED = 'alice';

/** The text of rows when every key is trusted. `integration/evidenceRows` tests all rungs, alarms and downgrades. */
const RUNGS = {
  'rung-checksum-list': 'checksum file matches',
  'rung-server': 'server digest matches',
  'rung-all': 'signed by a key that you trust',
} as const;

const OTHERS = ['rung-none', 'rung-minisign-list', 'wrong-list-signature', 'weaker-unsigned'];
const PUBLISHED = 'publishers/gpg';
const instance = {
  repositories: [...[...Object.keys(RUNGS), ...OTHERS].map((name) => `${OWNER}/${name}`), PUBLISHED],
};

const repository = (repo: string): RegExp => new RegExp(`^${OWNER}/${repo}(,|$)`);
const tool = (words = ''): RegExp => new RegExp(`^tool\\.txt,.*${words}`);
const TALL = { width: 1280, height: 1400 };

/** Only the repositories in use are open, because each of them has a file of this name. */
async function openVersion(window: Workbench, repo: string, tag = 'v1.0.0'): Promise<void> {
  await window.expand(repository(repo));
  await window.expand(new RegExp(`^${tag.replaceAll('.', '\\.')},`));
  await window.row(tool()).waitFor();
}

async function download(window: Workbench, words: string): Promise<void> {
  await window.key(tool(), 'Enter');
  await window.row(tool(words)).waitFor();
}

async function showEvidence(window: Workbench, repo: string, tag = 'v1.0.0'): Promise<void> {
  await window.row(tool()).click();
  await window.command('Forgejo Artifacts: Show Evidence');
  await window.previewText(`From ${OWNER}/${repo} ${tag} on Demo Forge.`);
}

function requestsFor({ forge }: Demo, file: AttachmentPlace): number {
  const { uuid } = forge.attachment(file);
  return forge.requests.filter(({ path }) => path.includes(uuid)).length;
}

/** The digests of the blobs in the cache. */
async function blobs({ server }: Demo): Promise<readonly string[]> {
  const root = join(server.userDirectory, 'User/globalStorage/forgejo-artifacts.forgejo-artifacts');
  return readdir(join(root, 'cache-v1/blobs'), { recursive: true });
}

describe('evidence in the workbench', () => {
  const ui = useUiDemo({
    instance,
    settings: (forgeUrl) => ({
      'forgejoArtifacts.verification.trustedKeys': (['minisign', 'signify', 'ssh', 'openpgp', 'sigstore'] as const).map(
        (name) => ({ instance: forgeUrl, owner: OWNER, key: DEMO_KEYS[name].text }),
      ),
      'forgejoArtifacts.verification.requireByPlace': { [`${forgeUrl}${UNTRUSTED}`]: 'signature' },
    }),
  });

  it('shows the strongest evidence on each row, a pinned digest included', async () => {
    const window = await ui().openWindow(TALL);
    for (const [repo, words] of Object.entries(RUNGS)) {
      await openVersion(window, repo);
      await download(window, words);
      await window.fold(repository(repo));
    }
    await openVersion(window, 'rung-all');
    await showEvidence(window, 'rung-all');
    await window.previewText('5 sources checked, all match.');
    await window.fold(repository('rung-all'));
    await openVersion(window, 'rung-none');
    await download(window, 'unverified');
    await window.row(tool()).click();
    await window.command('Forgejo Artifacts: Pin Digest');
    await window.row(tool('pinned by you')).waitFor();
  });

  it('refuses a file that fails a check: serves nothing, and names every source in the report', async () => {
    const { demo, openWindow } = ui();
    const repo = 'wrong-list-signature';
    const window = await openWindow(TALL);
    await openVersion(window, repo);
    await download(window, 'refused: .*its signature does not match');
    await showEvidence(window, repo);
    await window.previewText(/Refused\./);
    for (const source of ['SHA256SUMS.minisig', 'SHA256SUMS']) await window.previewText(source);
    const { body } = demo.forge.attachment({ owner: OWNER, repo, tag: 'v1.0.0', name: NAME });
    assert.ok(Buffer.isBuffer(body) && !(await blobs(demo)).some((path) => path.includes(sha256(body))));
  });

  it('asks for consent when evidence is weaker than before, and needs no second download then', async () => {
    const { demo, openWindow } = ui();
    const repo = 'weaker-unsigned';
    const window = await openWindow(TALL);
    await openVersion(window, repo);
    await download(window, 'signed');
    await window.fold(/^v1\.0\.0,/);
    await openVersion(window, repo, 'v1.1.0');
    await download(window, 'signed before, unsigned now');
    await showEvidence(window, repo, 'v1.1.0');
    await window.previewText('What changed');
    await window.row(tool('signed before')).click();
    await window.command('Forgejo Artifacts: Accept Change…');
    await window.dialogText('Before: signed by');
    await window.answerDialog('Accept');
    await window.row(tool('remembered')).waitFor();
    assert.equal(requestsFor(demo, { owner: OWNER, repo, tag: 'v1.1.0', name: NAME }), 1);
  });

  it('inspects a release: what each platform gets, what vouches for it and what is missing', async () => {
    const window = await ui().openWindow(TALL);
    await window.expand(new RegExp(`^${PUBLISHED}(,|$)`));
    await window.row(/^v1\.0\.0,/).click();
    await window.command('Forgejo Artifacts: Inspect Release…');
    await window.previewText('No checksum file has a digest for');
    await window.previewText('sha256sum -- * > SHA256SUMS');
    await window.previewText('linux-x64, linux-x64-musl: saw-1.0.0-linux-x64.tar.gz (Linux, x64)');
    await window.previewText('3 checksum and signature files read, 0 files downloaded.');
  });

  it('asks for a key when settings require a signature, trusts it by its fingerprint, and forgets it again', async () => {
    const { demo, openWindow } = ui();
    const file = { owner: UNTRUSTED, repo: 'hello', tag: 'v1.0.0', name: 'hello-1.0.0-linux-amd64.tar.gz' };
    const row = (words = ''): RegExp => new RegExp(`^${file.name},.*${words}`);
    const window = await openWindow(TALL);
    await window.expand(/^alice\/hello/);
    await window.expand(/^v1\.0\.0,/);
    await window.key(row(), 'Enter');
    await window.row(row('checksum, needs a signature')).waitFor();
    await window.notification(/Your settings require a signature .* this file has only a checksum file/);
    await window.dismissNotifications();
    await window.row(row()).click();
    await window.commandAndPick('Forgejo Artifacts: Trust Key…', /minisign\.pub/);
    await window.dialogText('Fingerprint:');
    await window.dialogText('It came from minisign.pub of alice/hello v1.0.0');
    await window.answerDialog('Trust');
    await window.row(row('not downloaded')).waitFor();
    await window.key(row(), 'Enter');
    await window.row(row('signed by a key that you trust')).waitFor();
    await window.commandAndPick('Forgejo Artifacts: Forget Key', /alice on Demo Forge/);
    await window.row(row('checksum file matches')).waitFor();
    await window.row(row()).click();
    await window.command('Forgejo Artifacts: Download');
    await window.row(row('checksum, needs a signature')).waitFor();
    assert.equal(requestsFor(demo, file), 1);
  });
});
