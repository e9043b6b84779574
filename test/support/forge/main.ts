import { parseArgs } from 'node:util';
import { DEMO_TOKENS, demoContent } from './demoContent.ts';
import { startForge } from './forge.ts';

/** Runs the demo forge by itself until it is stopped. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'sub-path': { type: 'string', default: '' },
    old: { type: 'boolean', default: false },
    'sign-in-required': { type: 'boolean', default: false },
    // Files come no faster than this, so that progress can be seen.
    'bytes-per-second': { type: 'string' },
  },
});
const forge = await startForge({
  content: demoContent(),
  version: values.old ? '11.0.15' : '12.0.4',
  subPath: values['sub-path'],
  signInRequired: values['sign-in-required'],
  port: Number(values.port),
});
const rate = Number(values['bytes-per-second']);
if (rate > 0) forge.faults.add({ kind: 'trickle', bytesPerSecond: rate, path: /^attachments\/|^api\/packages\// });
console.log(`Demo forge at ${forge.url}\nToken of alice: ${DEMO_TOKENS.alice}`);
process.once('SIGINT', () => void forge.close());
process.once('SIGTERM', () => void forge.close());
