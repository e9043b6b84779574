import { uuidOf } from './content.ts';
import type { ForgeContent, RepositoryContent } from './content.ts';

/** Content by the thousand. The bodies are small and shared, so that only the number is large. */

const BODY = Buffer.from('one of many\n');
const START = Date.UTC(2020, 0, 1);
/** Above the ids that a builder assigns. */
let nextId = 1_000_000;

/** Adds releases `many-1` and so on below the existing ones, which stay the newest. */
export function addManyReleases(
  repository: RepositoryContent,
  { count, assetsEach = 1, body = BODY }: { count: number; assetsEach?: number; body?: Buffer },
): void {
  const place = `${repository.owner}/${repository.name}`;
  for (let number = count; number >= 1; number -= 1) {
    const tag = `many-${number}`;
    const createdAt = new Date(START + number * 1000);
    const assets = Array.from({ length: assetsEach }, (_, index) => {
      const name = `file-${index + 1}.bin`;
      return { id: nextId++, name, uuid: uuidOf(`${place} ${tag} ${name}`), createdAt, body, downloads: 0 };
    });
    repository.releases.push({
      id: nextId++,
      tag,
      title: `Number ${number}`,
      notes: '',
      draft: false,
      prerelease: false,
      createdAt,
      author: repository.owner,
      assets,
    });
  }
}

/** Adds versions `0.1.0` and so on of one package, older than the existing ones. */
export function addManyPackages(
  content: ForgeContent,
  { owner, name, count, body = BODY }: { owner: string; name: string; count: number; body?: Buffer },
): void {
  for (let number = count; number >= 1; number -= 1) {
    const files = [{ id: nextId++, name: `${name}.bin`, body }];
    const createdAt = new Date(START + number * 1000);
    content.packages.push({ id: nextId++, owner, name, version: `0.${number}.0`, createdAt, files });
  }
}
