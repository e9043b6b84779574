import { parseArgs } from 'node:util';
import { DEMO_TOKENS, demoContent } from './demoContent.ts';
import { startForge } from './forge.ts';
import { MANNERS } from './versions.ts';
import type { ForgeVersion } from './versions.ts';

/** Runs the demo forge by itself until it is stopped. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'sub-path': { type: 'string', default: '' },
    version: { type: 'string', default: '12.0.4' },
    'sign-in-required': { type: 'boolean', default: false },
    // Limits the speed of files, so that progress can be seen.
    'bytes-per-second': { type: 'string' },
  },
});
if (!(values.version in MANNERS))
  throw new Error(`no version ${values.version}; there are ${Object.keys(MANNERS).join(', ')}`);
const forge = await startForge({
  content: demoContent(),
  version: values.version as ForgeVersion,
  subPath: values['sub-path'],
  signInRequired: values['sign-in-required'],
  port: Number(values.port),
});
const rate = Number(values['bytes-per-second']);
if (rate > 0) forge.faults.add({ kind: 'trickle', bytesPerSecond: rate, path: /^attachments\/|^api\/packages\// });
console.log(`Demo forge at ${forge.url}\nToken of alice: ${DEMO_TOKENS.alice}`);
process.once('SIGINT', () => void forge.close());
process.once('SIGTERM', () => void forge.close());
