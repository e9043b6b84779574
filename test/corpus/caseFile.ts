import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The cases of a corpus in one file, compressed or not, with one case per line. */
export async function readCases<T>(dir: string, name: string): Promise<readonly T[]> {
  const file = await findCaseFile(dir, name);
  if (file === undefined) throw new Error(`${name} is not in ${dir}`);
  const bytes = await readFile(file);
  const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as T);
}

export async function findCaseFile(dir: string, name: string): Promise<string | undefined> {
  for (const file of [`${name}.jsonl`, `${name}.jsonl.gz`].map((each) => path.join(dir, each))) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return undefined;
}
