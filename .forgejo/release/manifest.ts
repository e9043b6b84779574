import { readFile } from 'node:fs/promises';

/** What a release takes from the project's package.json. */
export interface ProjectManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly homepage: string;
  readonly repository: object;
  readonly bugs: object;
}

export async function readManifest(): Promise<ProjectManifest> {
  return JSON.parse(await readFile('package.json', 'utf8')) as ProjectManifest;
}
