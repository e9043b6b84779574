import { parseArgs } from 'node:util';
import { checkMainJob } from './check.ts';
import { startDemo } from './support/editor/demo.ts';
import { DEMO_TOKENS } from './support/forge/demoContent.ts';

/**
 * `npm start` runs VS Code in the browser with the extension and the demo forge, until Ctrl-C. `npm start -- --check` does
 * the main job by itself in a headless browser, and exits non-zero if a step fails.
 */
const { values } = parseArgs({ options: { check: { type: 'boolean' }, screenshots: { type: 'string' } } });

if (values.check) {
  process.exitCode = (await checkMainJob(values.screenshots)) ? 0 : 1;
} else {
  const demo = await startDemo({ installed: true, instance: { owners: ['alice', 'ladder', 'workshop'] } });
  console.log(`Open ${demo.url} (to sign in to the demo forge, use the token ${DEMO_TOKENS.alice}; Ctrl-C stops)`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await demo.stop();
}
