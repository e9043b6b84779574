import { exactly, readLink } from '../engine/index.ts';
import type { RepositoryPath, ArtifactSource, Engine, Linked } from '../engine/index.ts';
import { shellWord } from '../words/foreign.ts';
import { plain } from '../words/format.ts';
import { usageError } from './cliError.ts';
import { INSTANCES_VARIABLE } from './instances.ts';

/** The meaning of a name or a link on the command line. */
export interface Wanted {
  /** Normalised; one of the named instances. */
  readonly instance: string;
  readonly source: ArtifactSource;
  /** `undefined` if no version was named. */
  readonly range: string | undefined;
  /** The file that a link names. */
  readonly file: string | undefined;
}

interface Reading {
  readonly instances: readonly string[];
  readonly engine: { readonly cache: Pick<Engine['cache'], 'list'> };
  /** Whether `owner/name` is a generic package. */
  readonly isPackage: boolean;
}

const NAME = /^([^/@:\s]+)\/([^/@:\s]+)(?:@(.+))?$/;

/**
 * Reads `owner/repo`, `owner/repo@version`, or a link: the web address of a repository, a release, a file or a version of a
 * package, or a clone address. Sends nothing.
 *
 * @throws CliError `usage`; EngineError `storage`
 */
export async function readWanted(text: string, { instances, engine, isPackage }: Reading): Promise<Wanted> {
  const [, owner, name, range] = NAME.exec(text) ?? [];
  if (owner !== undefined && name !== undefined) {
    return { instance: onlyOne(instances), source: sourceOf(owner, name, isPackage), range, file: undefined };
  }
  if (!text.includes(':')) throw usageError('Write it as owner/repo or owner/repo@version, or as a link.');
  const linked = await readLink(text, instances, () => engine.cache.list());
  if (linked === 'elsewhere') throw usageError(elsewhereSentence(text, instances));
  if (linked === 'unknownFile') {
    throw usageError('This link does not say which release its file belongs to. Use the link of the release instead.');
  }
  return wantedBy(linked, isPackage);
}

function sourceOf(owner: string, name: string, isPackage: boolean): ArtifactSource {
  return isPackage ? { kind: 'genericPackage', owner, package: name } : { kind: 'release', owner, repo: name };
}

/** @throws CliError `usage` */
function onlyOne(instances: readonly string[]): string {
  const [instance] = instances;
  if (instance !== undefined && instances.length === 1) return instance;
  throw usageError(
    instances.length > 1
      ? 'Several instances are named. Choose one with a link, or name only one.'
      : `Name the instance with --instance or in ${INSTANCES_VARIABLE}.`,
  );
}

function wantedBy(linked: Linked, isPackage: boolean): Wanted {
  const { instance, owner, version } = linked;
  if (version) {
    return { instance, source: version.source, range: exactly(version.version), file: version.file };
  }
  const { repo, range } = repositoryOf(linked);
  return { instance, source: sourceOf(owner, repo, isPackage), range, file: undefined };
}

/** Names of repositories contain no at sign, so a version may follow one's address. */
function repositoryOf({ owner, repo }: RepositoryPath): { readonly repo: string; readonly range: string | undefined } {
  if (repo === undefined) {
    throw usageError(`This link leads to ${plain(owner, 80)}, not to a repository or a package of theirs.`);
  }
  const at = repo.indexOf('@');
  if (at < 0) return { repo, range: undefined };
  return { repo: repo.slice(0, at).replace(/\.git$/, ''), range: repo.slice(at + 1) || undefined };
}

function elsewhereSentence(text: string, instances: readonly string[]): string {
  const address = URL.canParse(text) && /^https?:/i.test(text) ? new URL(text) : undefined;
  if (!address) return 'This link is not on any of the instances that you named.';
  const { origin, host } = address;
  if (instances.some((instance) => instance.startsWith(`${origin}/`))) {
    return `This link leads to no repository, release, file or package of ${host}.`;
  }
  return `${host} is not one of the instances that you named, so it was not contacted. If you trust it, add --instance ${shellWord(origin)}.`;
}
