import { closeSync, constants, openSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

/**
 * Acts as a virus scanner on Windows, in a process of its own: `scanner.ts DIRECTORY`. It opens each file that appears or
 * changes, prevents everybody else from opening, moving or removing it for 50 ms, and prints a line for each.
 */
const HELD_MS = 50;

/** Opens a file without sharing it (`UV_FS_O_EXLOCK` of libuv, which Node does not name). */
const ALONE = 0x1000_0000;

const [root = '.'] = process.argv.slice(2);
const held = new Set<string>();

watch(root, { recursive: true }, (_, name) => {
  const file = name === null || held.has(name) ? undefined : take(join(root, name));
  if (name === null || file === undefined) return;
  held.add(name);
  console.log(`scanned ${name}`);
  setTimeout(() => {
    closeSync(file);
    held.delete(name);
  }, HELD_MS);
});
console.log('watching');

/** `undefined` for a directory, and for a file that is gone already or open elsewhere. */
function take(path: string): number | undefined {
  try {
    return statSync(path).isFile() ? openSync(path, constants.O_RDONLY | ALONE) : undefined;
  } catch {
    return undefined;
  }
}
