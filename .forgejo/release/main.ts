import { parseArgs } from 'node:util';
import { makeRelease } from './makeRelease.ts';

/** `npm run release -- [--out DIR] [--minisign-key FILE] [--ssh-key FILE]`: everything that a release consists of, in one folder. */
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '.build/release' },
    'minisign-key': { type: 'string' },
    'ssh-key': { type: 'string' },
  },
});
const { out, 'minisign-key': minisignKey, 'ssh-key': sshKey } = values;
process.stdout.write(`${(await makeRelease({ out, minisignKey, sshKey })).join('\n')}\n`);
