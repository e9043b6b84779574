import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Demo } from '../support/editor/demo.ts';
import { useUiDemo } from '../support/editor/uiDemo.ts';
import type { Workbench } from '../support/editor/workbench.ts';
import { sha256 } from '../support/forge/demo/files.ts';
import { DEMO_KEYS } from '../support/forge/demo/keys.ts';

const OWNER = 'ladder';
const NAME = 'tool.txt';

/** What each rung makes of the tool, once every key but the stranger's is trusted. */
const RUNGS = {
  'rung-none': 'unverified',
  'rung-checksum-file': 'checksum file matches',
  'rung-checksum-list': 'checksum file matches',
  'rung-server': 'verified by the server',
  'rung-minisign': 'signed by a key that you trust',
  'rung-minisign-list': 'signed by a key that you trust',
  'rung-signify': 'signed by a key that you trust',
  'rung-openssh': 'signed by a key that you trust',
  'rung-openpgp': 'signed by a key that you trust',
  'rung-openpgp-list': 'signed by a key that you trust',
  'rung-sigstore': 'signed by a key that you trust',
  'rung-stranger': 'unverified',
  'rung-all': 'signed by a key that you trust',
  'rung-later': 'unverified',
} as const;

/** What speaks against the tool: the row, and the sources that the report has to name. */
const ALARMS = {
  'wrong-checksum': { row: 'does not match tool\\.txt\\.sha256', sources: ['✗ Checksum file tool.txt.sha256'] },
  'wrong-between-checksums': {
    row: 'its sources contradict each other',
    sources: ['Checksum file tool.txt.sha256', 'Checksum file SHA256SUMS'],
  },
  'wrong-signature': { row: 'its signature does not match', sources: ['✗ Signature tool.txt.minisig'] },
  'wrong-list-signature': { row: 'its signature does not match', sources: ['SHA256SUMS.minisig', 'SHA256SUMS'] },
  'wrong-name': { row: 'its signature does not match', sources: ['✗ Signature tool.txt.minisig'] },
  'wrong-server': { row: 'does not match the digest from the server', sources: ['✗ Digest from the server'] },
} as const;

const DOWNGRADES = {
  'weaker-unsigned': { row: 'signed before, unsigned now', before: 'signed by', after: 'remembered' },
  'weaker-another-key': { row: 'different key than before', before: 'signed by', after: 'remembered' },
  'weaker-no-checksum': {
    row: 'weaker than before, unverified now',
    before: 'a checksum file',
    after: 'remembered',
  },
} as const;

const REPOSITORIES = [...Object.keys(RUNGS), ...Object.keys(ALARMS), ...Object.keys(DOWNGRADES), 'weaker-replaced'];
const instance = { repositories: REPOSITORIES.map((name) => `${OWNER}/${name}`) };

const repository = (repo: string): RegExp => new RegExp(`^${OWNER}/${repo}, added`);
const tool = (words = ''): RegExp => new RegExp(`^tool\\.txt,.*${words}`);
const TALL = { width: 1280, height: 1400 };

/** Only the repositories in use are open: each of them has a file of this name. */
async function openVersion(window: Workbench, repo: string, tag = 'v1.0.0'): Promise<void> {
  await window.expand(repository(repo));
  await window.expand(new RegExp(`^${tag.replaceAll('.', '\\.')},`));
  await window.row(tool()).waitFor();
}

async function download(window: Workbench, words: string): Promise<void> {
  await window.key(tool(), 'Enter', window.row(tool(words)));
}

async function showEvidence(window: Workbench, repo: string, tag = 'v1.0.0'): Promise<void> {
  await window.row(tool()).click();
  await window.command('Forgejo Artifacts: Show Evidence');
  await window.previewText(`From ${OWNER}/${repo} ${tag} on Demo Forge.`);
}

function requestsFor({ forge }: Demo, repo: string, tag: string): number {
  const { uuid } = forge.attachment({ owner: OWNER, repo, tag, name: NAME });
  return forge.requests.filter(({ path }) => path.includes(uuid)).length;
}

/** The digests of what the cache serves. */
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
    }),
  });

  it('is one word a row, for each rung', async () => {
    const window = await ui().openWindow(TALL);
    for (const [repo, words] of Object.entries(RUNGS)) {
      await openVersion(window, repo);
      await download(window, words);
      await window.fold(repository(repo));
    }
    await openVersion(window, 'rung-all');
    await showEvidence(window, 'rung-all');
    await window.previewText('5 sources checked, all match.');
  });

  it('is more when a digest is pinned, or when a signature came later', async () => {
    const { demo, openWindow } = ui();
    const window = await openWindow(TALL);
    await openVersion(window, 'rung-none');
    await download(window, '');
    await window.row(tool()).click();
    await window.command('Forgejo Artifacts: Pin This Digest');
    await window.row(tool('verified by your pin')).waitFor();
    await window.fold(repository('rung-none'));
    await openVersion(window, 'rung-later');
    await download(window, '');
    const place = { owner: OWNER, repo: 'rung-later', tag: 'v1.0.0', name: NAME };
    const { body } = demo.forge.attachment(place);
    assert.ok(Buffer.isBuffer(body));
    const signature = { ...place, name: `${NAME}.minisig` };
    demo.forge.addAttachment(signature, DEMO_KEYS.minisign.sign(NAME, body));
    await window.row(tool()).click();
    await window.command('Forgejo Artifacts: Verify');
    await window.row(tool('signed by a key that you trust')).waitFor();
    assert.equal(requestsFor(demo, 'rung-later', 'v1.0.0'), 1);
    demo.forge.removeAttachment(signature);
  });

  it('that is against a file is an alarm: nothing is served, and the report has all that were heard', async () => {
    const { demo, openWindow } = ui();
    const window = await openWindow(TALL);
    for (const [repo, { row, sources }] of Object.entries(ALARMS)) {
      await openVersion(window, repo);
      await download(window, `ALARM: .*${row}`);
      await showEvidence(window, repo);
      await window.previewText(/ALARM. Refused./);
      for (const source of sources) await window.previewText(source);
      const { body } = demo.forge.attachment({ owner: OWNER, repo, tag: 'v1.0.0', name: NAME });
      assert.ok(Buffer.isBuffer(body) && !(await blobs(demo)).some((path) => path.includes(sha256(body))));
      await window.fold(repository(repo));
    }
  });

  it('that is weaker than before has to be accepted, and then needs no second download', async () => {
    const { demo, openWindow } = ui();
    const window = await openWindow(TALL);
    for (const [repo, { row, before, after }] of Object.entries(DOWNGRADES)) {
      await openVersion(window, repo);
      await download(window, '(signed|checksum)');
      await window.fold(/^v1\.0\.0,/);
      await openVersion(window, repo, 'v1.1.0');
      await download(window, row);
      await showEvidence(window, repo, 'v1.1.0');
      await window.previewText('What changed');
      await window.row(tool(row)).click();
      await window.command('Forgejo Artifacts: Accept Change…');
      await window.dialogText(`Before: ${before}`);
      await window.answerDialog('Accept');
      await window.row(tool(after)).waitFor();
      assert.equal(requestsFor(demo, repo, 'v1.1.0'), 1);
      await window.fold(repository(repo));
    }
  });

  it('of a file that was replaced upstream has both digests, and is news until it is accepted', async () => {
    const { demo, openWindow } = ui();
    const place = { owner: OWNER, repo: 'weaker-replaced', tag: 'v1.0.0', name: NAME };
    const window = await openWindow(TALL);
    await openVersion(window, place.repo);
    await download(window, 'unverified');
    const { body: before } = demo.forge.attachment(place);
    const now = Buffer.from('Another tool of the same name.\n');
    demo.forge.replaceAttachment(place, now);
    await window.command('Forgejo Artifacts: Refresh');
    await window.row(tool('not downloaded')).waitFor();
    await download(window, 'replaced since you last had it');
    await showEvidence(window, place.repo);
    assert.ok(Buffer.isBuffer(before));
    for (const bytes of [before, now]) await window.previewText(new RegExp(sha256(bytes)));
    await window.command('Forgejo Artifacts: Accept Change…');
    for (const bytes of [before, now]) await window.dialogText(sha256(bytes));
    await window.answerDialog('Accept');
    await window.row(/^tool\.txt,[^,]*,[^,]*, remembered, unchanged since [^,]*$/).waitFor();
    assert.equal(requestsFor(demo, place.repo, place.tag), 1);
  });
});

describe('keys in the workbench', () => {
  const ui = useUiDemo({
    instance,
    settings: (forgeUrl) => ({
      'forgejoArtifacts.verification.requireByPlace': { [`${forgeUrl}${OWNER}`]: 'signature' },
    }),
  });

  it('that settings demand are asked for, trusted with their fingerprint in view, and forgotten again', async () => {
    const { demo, openWindow } = ui();
    const window = await openWindow(TALL);
    await openVersion(window, 'rung-minisign-list');
    await download(window, 'checksum, needs a signature');
    await window.notification(/Your settings require a signature .* this file has only a checksum file/);
    await window.dismissNotifications();
    await window.row(tool()).click();
    await window.command('Forgejo Artifacts: Trust Key…');
    await window.pick(/minisign\.pub/);
    await window.dialogText('Fingerprint:');
    await window.dialogText('It came from minisign.pub of ladder/rung-minisign-list v1.0.0');
    await window.answerDialog('Trust');
    await window.row(tool('not downloaded')).waitFor();
    await download(window, 'signed by a key that you trust');
    await window.command('Forgejo Artifacts: Forget Key');
    await window.pick(new RegExp(DEMO_KEYS.minisign.keyId));
    await window.row(tool('checksum file matches')).waitFor();
    await window.row(tool()).click();
    await window.command('Forgejo Artifacts: Download');
    await window.row(tool('checksum, needs a signature')).waitFor();
    assert.equal(requestsFor(demo, 'rung-minisign-list', 'v1.0.0'), 1);
  });
});
