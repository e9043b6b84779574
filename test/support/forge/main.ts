import { DEMO_TOKENS, demoContent } from './demoContent.ts';
import { startForge } from './forge.ts';

/** Runs the demo forge by itself until it is stopped. */
const forge = await startForge({ content: demoContent() });
console.log(`Demo forge at ${forge.url}\nToken of alice: ${DEMO_TOKENS.alice}`);
process.once('SIGINT', () => void forge.close());
process.once('SIGTERM', () => void forge.close());
