import assert from 'node:assert/strict';
import { FileChoices } from '../../../../src/engine/project/fileChoices.ts';
import { MACHINES } from '../../../support/machines.ts';
import { MemoryMemento } from '../../../support/memoryMemento.ts';

describe('FileChoices', () => {
  const source = { kind: 'release', owner: 'alice', repo: 'saw' } as const;
  const place = (version: string, rest: object = {}) => ({
    version: { instance: 'https://git.example.org/', source, version },
    machine: MACHINES['linux-x64-gnu'],
    ...rest,
  });
  const names = (version: string): readonly string[] =>
    ['cuda', 'vulkan'].map((variant) => `saw-${version}-linux-${variant}.tar.gz`);

  it('finds the same variant of the next version', async () => {
    const choices = new FileChoices(new MemoryMemento());
    assert.equal(await choices.recall(place('v1.0.0'), names('1.0.0')), undefined);
    await choices.remember(place('v1.0.0'), 'saw-1.0.0-linux-vulkan.tar.gz');
    assert.equal(await choices.recall(place('v1.1.0'), names('1.1.0')), 'saw-1.1.0-linux-vulkan.tar.gz');
  });

  it('asks again for the same version, and for the next if two were chosen', async () => {
    const choices = new FileChoices(new MemoryMemento());
    await choices.remember(place('v1.0.0'), 'saw-1.0.0-linux-vulkan.tar.gz');
    assert.equal(await choices.recall(place('v1.0.0'), names('1.0.0')), undefined);
    await choices.remember(place('v1.0.0'), 'saw-1.0.0-linux-cuda.tar.gz');
    assert.equal(await choices.recall(place('v1.1.0'), names('1.1.0')), undefined);
    await choices.remember(place('v1.1.0'), 'saw-1.1.0-linux-cuda.tar.gz');
    assert.equal(await choices.recall(place('v1.2.0'), names('1.2.0')), 'saw-1.2.0-linux-cuda.tar.gz');
  });

  it('keeps one for each platform and tool', async () => {
    const choices = new FileChoices(new MemoryMemento());
    await choices.remember(place('v1.0.0'), 'saw-1.0.0-linux-vulkan.tar.gz');
    const elsewhere = place('v1.1.0', { machine: MACHINES['darwin-arm64'] });
    assert.equal(await choices.recall(elsewhere, names('1.1.0')), undefined);
    assert.equal(await choices.recall(place('v1.1.0', { tool: 'drill' }), names('1.1.0')), undefined);
  });

  it('finds nothing if the names have changed, or if two match', async () => {
    const choices = new FileChoices(new MemoryMemento());
    await choices.remember(place('v1.0.0'), 'saw-1.0.0-linux-vulkan.tar.gz');
    assert.equal(await choices.recall(place('v2.0.0'), ['saw_2.0.0_linux_vulkan.tar.gz']), undefined);
    const twice = ['saw-2.0.0-linux-vulkan.tar.gz', 'saw-2.0.0-linux-vulkan.tar.gz'];
    assert.equal(await choices.recall(place('v2.0.0'), twice), undefined);
  });

  it('ignores an unreadable entry', async () => {
    const memento = new MemoryMemento();
    const choices = new FileChoices(memento);
    await choices.remember(place('v1.0.0'), 'saw');
    for (const key of memento.keys()) await memento.update(key, { of: 'a later version' });
    assert.equal(await choices.recall(place('v1.1.0'), ['saw']), undefined);
  });
});
