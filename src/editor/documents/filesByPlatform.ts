import { osName, shortSourceName, readReleaseInSlices } from '../../engine/index.ts';
import type { Asset, Machine, Version } from '../../engine/index.ts';
import { inOrder, vouches } from '../tree/fileKind.ts';
import { filesFor } from '../tree/forThisMachine.ts';
import { t } from '../../words/translate.ts';

/** Files of a version that belong together, under one heading. */
export interface FileGroup {
  readonly heading: string;
  readonly assets: readonly Asset[];
}

export interface GroupedFiles {
  /** The files that run on this machine are in the first group. */
  readonly groups: readonly FileGroup[];
  /** Names of the files that run on this machine. */
  readonly fitting: ReadonlySet<string>;
}

const ANY_PLATFORM = t('Any platform');
const EVIDENCE = t('Checksums and signatures');

/** Groups the files of a version by the system in their names: this machine's own first, checksums and signatures last. */
export async function filesByPlatform(version: Version, machine: Machine | undefined): Promise<GroupedFiles> {
  const { assets, source } = version;
  const names = assets.map(({ name }) => name);
  const read = await readReleaseInSlices(names, { version: version.version, repo: shortSourceName(source) });
  const systems = new Map(read.map(({ name, os }) => [name, os]));
  const fitting = (await filesFor(machine, version, assets)).names;
  const byHeading = Map.groupBy(inOrder(assets, fitting), ({ name }) => {
    const os = systems.get(name);
    if (vouches(name)) return EVIDENCE;
    return os === undefined ? ANY_PLATFORM : osName(os);
  });
  const own = machine && osName(machine.os);
  const rank = ({ heading }: FileGroup): number =>
    heading === own ? 0 : heading === EVIDENCE ? 3 : heading === ANY_PLATFORM ? 2 : 1;
  const groups = [...byHeading].map(([heading, files]) => ({ heading, assets: files }));
  return { groups: groups.toSorted((one, other) => rank(one) - rank(other)), fitting: new Set(fitting) };
}
