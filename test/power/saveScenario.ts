import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { saveOver } from '../../src/engine/cache/saveCopy.ts';
import { copyHashed } from '../../src/engine/hashedCopy.ts';
import type { PowerScenario } from './powerLab.ts';

const OLD = Buffer.alloc(5000, 'the file of the user');
const NEW = Buffer.alloc(9000, 'the file that is saved over it');

/** A file of the user that a download overwrites. */
export const SAVE_SCENARIO: PowerScenario = {
  name: 'save over a file',
  prepare: async (root) => {
    await writeFile(join(root, 'blob'), NEW);
    await writeFile(join(root, 'file'), OLD);
  },
  act: (root) => saveOver(async (to) => void (await copyHashed(join(root, 'blob'), to)), join(root, 'file')),
  problems: async (root) => {
    const bytes = await readFile(join(root, 'file'));
    return bytes.equals(OLD) || bytes.equals(NEW) ? [] : ['the file is neither the old one nor the new one'];
  },
};
