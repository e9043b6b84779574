import { readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(import.meta.dirname, '../../signatures');

/** A file of `test/signatures`. */
export function fixture(name: string): Buffer {
  return readFileSync(path.join(FOLDER, name));
}

export function fixtureText(name: string): string {
  return fixture(name).toString('utf8');
}
