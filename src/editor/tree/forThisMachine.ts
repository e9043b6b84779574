import { fitWords } from '../../words/fitWords.ts';
import { matchInSlices, shortSourceName } from '../../engine/index.ts';
import type { ArtifactSource, Asset, Machine } from '../../engine/index.ts';

/** Which files of a version run on a machine, judging by their names. */
interface ForMachine {
  /** Best match first. */
  readonly names: readonly string[];
  /** About the best match, and only if it is certain: what its name says, and why it runs. */
  readonly pick: { readonly name: string; readonly reason: string } | undefined;
}

const NOTHING: ForMachine = { names: [], pick: undefined };

/** Pure. Empty before the machine is known, and for names that say nothing. */
export async function filesFor(
  machine: Machine | undefined,
  { source, version }: { readonly source: ArtifactSource; readonly version: string },
  assets: readonly Asset[],
): Promise<ForMachine> {
  if (!machine) return NOTHING;
  const repo = shortSourceName(source);
  const match = await matchInSlices(
    assets.map(({ name }) => name),
    { machine, version, repo },
  );
  if (match.kind !== 'pick' || match.pick.assumptions.length > 0) return NOTHING;
  const { name, reasons } = match.pick;
  return { names: match.ranking.map((ranked) => ranked.name), pick: { name, reason: fitWords(reasons) } };
}
