import * as v from 'valibot';
import { sourceKey } from '../model.ts';
import type { Memento } from '../ports.ts';
import type { InstalledAsset, Tool } from './installed.ts';
import { fillVersion, openVersion } from '../versions/versionInName.ts';

const chosenSchema = v.array(v.string());

/**
 * Which files were chosen as the programs of a tool, for its next version: by the asset's name and the paths in it, both
 * without the version.
 */
export class ExecutableChoices {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  /** The chosen paths in that asset, or `undefined` without a choice. */
  async recall(tool: Tool, asset: InstalledAsset): Promise<readonly string[] | undefined> {
    const key = keyOf(tool, asset);
    await this.#memento.refresh?.(key);
    const stored = v.safeParse(chosenSchema, this.#memento.get(key));
    return stored.success ? stored.output.map((path) => filledAs(asset, path)) : undefined;
  }

  async remember(tool: Tool, asset: InstalledAsset, paths: readonly string[]): Promise<void> {
    await this.#memento.update(
      keyOf(tool, asset),
      paths.map((path) => openVersion(path, asset.version)),
    );
  }
}

/** The path with the version as the asset's own name spells it, or as its tag does if the name has none. */
function filledAs({ name, version }: InstalledAsset, path: string): string {
  const spelling = fillVersion(openVersion(name, version), version).indexOf(name);
  const spelled = fillVersion(path, version);
  return spelled[spelling] ?? spelled[0] ?? path;
}

function keyOf({ instance, source, name }: Tool, asset: InstalledAsset): string {
  return JSON.stringify([
    'executables',
    sourceKey(instance, source),
    name.toLowerCase(),
    openVersion(asset.name, asset.version),
  ]);
}
