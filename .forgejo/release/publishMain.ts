import { destinationFrom } from './destination.ts';
import { readManifest } from './manifest.ts';
import { publishRelease } from './publish.ts';

/** `npm run release:publish`: publishes what `npm run release` built, from within a workflow. */
const { version } = await readManifest();
process.stdout.write(`${await publishRelease('.build/release', destinationFrom(process.env, version))}\n`);
