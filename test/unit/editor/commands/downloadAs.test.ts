import assert from 'node:assert/strict';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Asset } from '../../../../src/engine/index.ts';
import { notSavedSentence } from '../../../../src/editor/downloads/notSavedWords.ts';
import { until } from '../../../support/cacheRig.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import '../../../support/vscode/useVscodeStub.ts';

// The stub has to be registered before the modules that use it are loaded.
const { saveAssets } = await import('../../../../src/editor/commands/downloadAs.ts');

function twoFiles(): ContentBuilder['content'] {
  const builder = new ContentBuilder().account('alice');
  builder.packageVersion('alice', 'tool', '1.0.0', { 'a.txt': Buffer.from('a'), 'b.txt': Buffer.from('b') });
  return builder.content;
}

describe('saving files to a place that cannot be written', () => {
  const directory = useTempDir();
  let forge: Forge;
  let ui: FakeUi;
  let fake: FakeServices;
  let assets: readonly Asset[];
  beforeEach(async () => {
    forge = await startForge({ content: twoFiles() });
    ui = new FakeUi();
    fake = await makeServices(join(directory(), 'cache'), ui, [{ url: forge.url, name: 'Demo' }]);
    const source = { kind: 'genericPackage', owner: 'alice', package: 'tool' } as const;
    assets = (await fake.engine.version(forge.url, source, '1.0.0')).value.assets;
  });
  afterEach(async () => {
    ui.finish();
    await fake[Symbol.asyncDispose]();
    await forge.close();
  });

  it('says why, and saves in another place', async () => {
    const [missing, there] = [join(directory(), 'missing', 'a.txt'), join(directory(), 'a.txt')];
    ui.next({ saveAs: missing }, { press: 'Choose Another Place…' }, { saveAs: there });
    await saveAssets(fake.services, assets.slice(0, 1));
    await until(() => ui.texts('inform').length === 1);
    assert.deepEqual(ui.texts('error'), [`a.txt could not be saved to ${missing}: there is no such folder.`]);
    assert.equal(await readFile(there, 'utf8'), 'a');
  });

  it('tries again there', async () => {
    const place = join(directory(), 'missing');
    ui.next({ folder: place }, { press: 'Retry' });
    const shown = ui.error.bind(ui);
    ui.error = async (message, ...actions) => {
      await mkdir(place);
      return shown(message, ...actions);
    };
    await saveAssets(fake.services, assets);
    await until(() => ui.texts('inform').length === 1);
    assert.deepEqual((await readdir(place)).sort(), ['a.txt', 'b.txt']);
  });

  it('reports the downloads that failed as well', async () => {
    const absent = { ...assets[1]!, name: 'absent.txt', upstreamId: 'absent' };
    ui.next({ folder: join(directory(), 'missing') }, { press: undefined });
    await saveAssets(fake.services, [assets[0]!, absent]);
    await until(() => fake.shown.length === 1 && ui.texts('error').length === 1);
    assert.match(ui.texts('error').join(), /^a\.txt could not be saved to /);
    assert.deepEqual(
      fake.shown.map(({ context }) => (context as { readonly name?: string }).name),
      ['absent.txt'],
    );
  });

  it('does not blame the place for a file that is gone from the cache', async () => {
    await fake.engine.obtain(assets[0]!);
    ui.next({ saveAs: join(directory(), 'a.txt') });
    const { engine } = fake.services;
    const cache = Object.create(fake.engine.cache, {
      copyTo: { value: () => readFile(join(directory(), 'gone')) },
      pathOf: { value: () => join(directory(), 'gone') },
    }) as typeof fake.engine.cache;
    const get = () => Object.create(fake.engine, { cache: { value: cache } }) as typeof fake.engine;
    const services = Object.create(fake.services, {
      engine: { value: Object.create(engine, { get: { value: get } }) },
    });
    await assert.rejects(saveAssets(services as typeof fake.services, assets.slice(0, 1)), { code: 'ENOENT' });
    assert.deepEqual(ui.texts('error'), []);
  });

  it('has words for full and read-only disks, for permissions and for the rest', () => {
    const said = (code: string): string => notSavedSentence(['a', 'b', 'c', 'd'], '/media/stick', code);
    assert.equal(said('ENOSPC'), 'a, b, c and 1 more could not be saved to /media/stick: there is no space left.');
    assert.match(said('EROFS'), /the disk is read-only\.$/);
    assert.match(said('NoPermissions'), /you have no permission to write there\.$/);
    assert.match(said('EIO'), /the system reported EIO\.$/);
  });
});
