import { unpack } from '../../../src/engine/unpack/unpack.ts';
import { systemClock } from '../../../src/engine/systemClock.ts';

/** A process that unpacks one file, and that a test can kill: `node unpackProcess.ts FILE NAME TARGET`. */
const [file = '', name = '', target = ''] = process.argv.slice(2);
await unpack(file, name, target, { clock: systemClock });
