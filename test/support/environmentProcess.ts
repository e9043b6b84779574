import { environmentsOf } from '../../src/engine/environments/environmentsOf.ts';
import { systemClock } from '../../src/engine/systemClock.ts';
import { LINUX, lockOf } from './environmentRig.ts';
import { withoutLinks } from './linklessDisk.ts';
import { MemoryLog } from './memoryLog.ts';
import { MemoryMemento } from './memoryMemento.ts';

/**
 * A process that builds the environment of a folder again and again. Its arguments are the engine's directory, the folder,
 * the number of rounds, `links` or `none`, and the locked versions of the two tools.
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
