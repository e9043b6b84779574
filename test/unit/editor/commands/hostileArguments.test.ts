import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { COMMANDS, VIEWS } from '../../../../src/editor/ids.ts';
import type { Services } from '../../../../src/editor/services.ts';
import { isEngineError, recordKey } from '../../../../src/engine/index.ts';
import type { Asset } from '../../../../src/engine/index.ts';
import { WorkspaceError } from '../../../../src/words/workspaceError.ts';
import { DismissingUi } from '../../../support/dismissingUi.ts';
import { FakeEmitter } from '../../../support/fakeEmitter.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import type { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { hostileValues } from '../../../support/hostileValues.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import * as vscode from '../../../support/vscode/stub.ts';
import '../../../support/vscode/useVscodeStub.ts';

const SOURCE = { kind: 'release', owner: 'alice', repo: 'hello' } as const;

function content(): ContentBuilder['content'] {
  const builder = new ContentBuilder().account('alice');
  builder.release(builder.repository('alice', 'hello'), 'v1', { 'hello.bin': Buffer.from('hello') });
  return builder.content;
}

/** Rows that others may forge: from any view, with keys only, or with facts that are not theirs to state. */
function forgedRows(instance: string, asset: Asset, key: string): readonly unknown[] {
  const place = { id: 'forged', instance, owner: 'alice', repo: 'hello', source: SOURCE, version: 'v1' };
  const kinds = ['instance', 'owner', 'repository', 'packages', 'version', 'cacheInstance', 'cacheVersion'];
  const parent = { kind: 'version', ...place, parent: { id: 'forged' } };
  return [
    ...kinds.map((kind) => ({ ...place, kind, records: [], partials: [] })),
    ...kinds.map((kind) => ({ ...place, kind, records: [{ key }], partials: [{ key }] })),
    { ...place, kind: 'package', package: { owner: 'alice', name: 'tool', versions: 5 } },
    { ...place, kind: 'version', release: { assets: [null, 5, { ...asset, instance }] } },
    { kind: 'asset', id: 'forged', asset: { ...asset, instance }, key },
    { ...asset, instance },
    ...['cacheFile', 'cachePartial', 'more', 'message', 'workspace'].map((kind) => ({ kind, id: 'forged', parent })),
    ...[key, 'no such key', '__proto__'].flatMap((one) => [
      { kind: 'cacheFile', id: 'forged', record: { key: one } },
      { kind: 'cachePartial', id: 'forged', partial: { key: one } },
    ]),
    { kind: 'installedTool', id: '__proto__', tool: { name: 5 }, versions: 'none' },
  ];
}

describe('commands with arbitrary arguments', () => {
  const directory = useTempDir();
  let forge: Forge;
  let evil: Server;
  let evilAsked = 0;
  let fake: FakeServices;
  let ui: DismissingUi;
  let asset: Asset;

  beforeEach(async () => {
    evilAsked = 0;
    evil = createServer((_request, response) => {
      evilAsked += 1;
      response.end('{}');
    }).listen(0, '127.0.0.1');
    forge = await startForge({ content: content() });
    ui = new DismissingUi();
    fake = await makeServices(directory(), ui as unknown as FakeUi, [{ url: forge.url }]);
    await complete(fake.services);
    [asset] = (await fake.engine.version(forge.url, SOURCE, 'v1')).value.assets as [Asset];
    await fake.engine.obtain(asset);
    vscode.ran.length = 0;
  });
  afterEach(async () => {
    evil.close();
    await fake[Symbol.asyncDispose]();
    await forge.close();
  });

  /** Adds the rest of the services, with the tree that the editor uses. */
  async function complete(services: Services): Promise<void> {
    const { event } = new FakeEmitter<never>();
    const nothing = async (): Promise<undefined> => undefined;
    const tokens = {
      get: nothing,
      stored: nothing,
      delete: nothing,
      forgetGitAnswer: () => undefined,
      onDidChange: event,
    };
    const forget = { forgetToken: () => undefined, setTrouble: () => undefined, setLogin: () => undefined };
    Object.assign(services.engine, { onDidRebuild: event });
    Object.assign(services.instances, { ...forget, setFinding: () => undefined, onDidChange: event });
    const none = { get: () => undefined, partial: () => undefined, list: () => [], listPartials: () => [] };
    Object.assign(services.records, { ...none, start: nothing, onDidChange: event });
    Object.assign(services, { tokens, log: { show: () => undefined, error: () => undefined } });
    const { ArtifactTree } = await import('../../../../src/editor/tree/artifactTree.ts');
    const tree = new ArtifactTree(services);
    await tree.getChildren();
    Object.assign(services, { tree });
  }

  function assertHarmless(call: string): void {
    for (const { error } of fake.shown.splice(0)) {
      const isOurs = isEngineError(error) || error instanceof WorkspaceError;
      assert.ok(isOurs, `${call}: ${error instanceof Error ? error.stack : JSON.stringify(error)}`);
    }
    assert.equal(evilAsked, 0, `${call}: an instance that is not configured got a request`);
    const foreign = ui.opened.filter((url) => !url.startsWith(forge.url));
    assert.deepEqual(foreign, [], `${call}: something was opened`);
    for (const { command, args } of vscode.ran.splice(0)) {
      const isOwnText = command === 'vscode.open' && String(args[0]).startsWith('forgejo-artifacts:/text/');
      const isHarmless = /^(setContext|markdown\.showPreview|workbench\.action\.openSettings)$/.test(command);
      assert.ok(isOwnText || isHarmless, `${call}: ${command} was run`);
    }
  }

  for (const [name, id] of Object.entries(COMMANDS)) {
    it(`does no harm: ${name}`, async () => {
      const { runCommand } = await import('../../../../src/editor/commands/runCommand.ts');
      const { port } = evil.address() as AddressInfo;
      const elsewhere = [`http://127.0.0.1:${port}/`, 'javascript:alert(1)', 'file:///etc/passwd', 'nonsense', ''];
      const forged = elsewhere.flatMap((instance) => forgedRows(instance, asset, recordKey(asset)));
      const all = [...elsewhere, ...hostileValues(), ...forged];
      // These ignore their arguments, and each call reads every file and requests everything.
      const values = ['verifyAll', 'diagnoseConnection'].includes(name)
        ? all.filter((_, index) => index % 20 === 0)
        : all;
      for (const [index, bad] of values.entries()) {
        for (const args of [[bad], [bad, [bad]], [undefined, bad], [VIEWS.artifacts, bad]]) {
          await runCommand(fake.services, id, args);
          // Lets background work run.
          await new Promise((resolve) => setImmediate(resolve));
          assertHarmless(`${name}, value ${index}`);
        }
      }
      // Anybody who has the key may name a cached file.
      const [record] = await fake.engine.cache.list();
      assert.equal(record?.kept, name === 'evict' ? undefined : name === 'keepInCache');
      assert.deepEqual(fake.host.typed, []);
    }).timeout(120_000);
  }
});
