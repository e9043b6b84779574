import { environmentsOf } from '../../src/engine/environments/environmentsOf.ts';
import { systemClock } from '../../src/engine/systemClock.ts';
import { LINUX, lockOf } from './environmentRig.ts';
import { withoutLinks } from './linklessDisk.ts';
import { MemoryLog } from './memoryLog.ts';
import { MemoryMemento } from './memoryMemento.ts';

/**
 * A process of its own that builds the environment of a folder again and again. Run with the engine's directory, the folder,
 * how often, whether there are `links` or `none`, and the versions of the two tools that it has locked.
 */
const [directory = '', folder = '', rounds = '0', links = 'links', ...versions] = process.argv.slice(2);
if (process.argv[1] === import.meta.filename) {
  if (links === 'none') await withoutLinks(directory);
  const memory = new MemoryMemento();
  const environments = environmentsOf({
    directory,
    clock: systemClock,
    log: new MemoryLog(),
    memory: { section: () => memory, earlier: () => Promise.resolve(undefined) },
    findOnPath: () => Promise.resolve(new Map()),
  });
  for (let round = 0; round < Number(rounds); round += 1) {
    const version = versions[round % versions.length] ?? '';
    await environments.build(folder, lockOf({ name: 'greet', version }, { name: 'saw', version }), LINUX);
    await environments.sweep();
  }
}
