import { fitWords } from '../words/fitWords.ts';
import { assertFullyListed, matchAssets, shortSourceName, platformOf, sourceName } from '../engine/index.ts';
import type { Asset, Machine, Version } from '../engine/index.ts';
import { plain } from '../words/format.ts';
import { undecidedWords } from '../words/undecidedWords.ts';
import { CliError } from './cliError.ts';
import { available, listed } from './cliWords.ts';

/** The file to install, and the reason. */
export interface Pick {
  readonly asset: Asset;
  /** '' if it was named. */
  readonly reason: string;
  readonly assumptions: readonly string[];
}

/**
 * The file of a version for a machine, or the named one. Never guesses.
 *
 * @throws CliError `noFile`, `ambiguous`, with the names of the files; EngineError `incomplete`
 */
export function pickAsset(version: Version, machine: Machine, named: string | undefined): Pick {
  if (named !== undefined) return { asset: assetOf(version, named), reason: '', assumptions: [] };
  assertFullyListed(version);
  const names = version.assets.map(({ name }) => name);
  const { source } = version;
  const repo = shortSourceName(source);
  const match = matchAssets(names, { machine, version: version.version, repo });
  switch (match.kind) {
    case 'pick': {
      const { name, reasons, assumptions } = match.pick;
      const assumed = assumptions.map((one) => fitWords([one]));
      return { asset: assetOf(version, name), reason: fitWords(reasons), assumptions: assumed };
    }
    case 'ask': {
      const candidates = match.candidates.map(({ name, reasons }) => ({ name, reason: fitWords(reasons) }));
      const files = listed(candidates.map(({ name }) => name));
      throw new CliError(
        'ambiguous',
        `${label(version)}: ${undecidedWords(match.why)}. Choose one with --asset: ${files}.`,
        {
          why: match.why,
          candidates,
        },
      );
    }
    case 'none':
      throw noFile(version, `has no file for ${platformOf(machine)}`, [`Choose one with --asset: ${listed(names)}.`]);
  }
}

function assetOf(version: Version, name: string): Asset {
  const found = version.assets.filter((asset) => asset.name === name);
  const [only] = found;
  if (only && found.length === 1) return only;
  assertFullyListed(version);
  throw noFile(version, `has ${found.length > 1 ? 'several files' : 'no file'} ${plain(name, 80)}`);
}

function noFile(version: Version, what: string, offer?: readonly string[]): CliError {
  const names = version.assets.map(({ name }) => name);
  const there = names.length > 0 ? (offer ?? available(names)) : [];
  return new CliError('noFile', [`${label(version)} ${what}.`, ...there].join(' '), { available: names });
}

function label({ source, version }: Version): string {
  return `${plain(sourceName(source), 80)} ${plain(version, 80)}`;
}
