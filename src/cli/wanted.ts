import { exactly, readAddress } from '../engine/index.ts';
import type { ArtifactSource } from '../engine/index.ts';
import { usageError } from './cliError.ts';
import { INSTANCES_VARIABLE } from './instances.ts';
import type { CliOptions } from './invocation.ts';
import { shellWord } from '../words/foreign.ts';
import { plain } from '../words/format.ts';

/** What is to be installed, and from where. */
export interface Wanted {
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly range: string;
  /** The file that a link named. */
  readonly file: string | undefined;
}

const FORM =
  'Say what to install as owner/repo, as owner/repo@version, or with the link of a repository, a release or a file.';

/** Reads `owner/repo`, `owner/repo@version`, a link, or a clone address. @throws CliError `usage` */
export function readWanted(text: string, options: Pick<CliOptions, 'package'>, instances: readonly string[]): Wanted {
  // No name of an owner has a colon, and a version comes after the name.
  return /^[^/]*:/.test(text) ? wantedByLink(text, instances) : wantedByName(text, options, instances);
}

function wantedByName(text: string, options: Pick<CliOptions, 'package'>, instances: readonly string[]): Wanted {
  const [, owner, name, range = 'latest'] = /^([^/@\s]+)\/([^/@\s]+)(?:@(.+))?$/.exec(text) ?? [];
  if (!owner || !name) throw usageError(FORM);
  const [instance] = instances;
  if (instance === undefined || instances.length > 1) {
    throw usageError(`Say from which instance: with one --instance, or one in ${INSTANCES_VARIABLE}.`);
  }
  const source: ArtifactSource = options.package
    ? { kind: 'genericPackage', owner, package: name }
    : { kind: 'release', owner, repo: name };
  return { instance, source, range, file: undefined };
}

function wantedByLink(text: string, instances: readonly string[]): Wanted {
  const target = readAddress(text, instances);
  if (!target) throw notAllowed(text);
  const { instance } = target;
  switch (target.kind) {
    case 'attachment':
      throw usageError('This link does not say which release its file belongs to. Give the link of the release.');
    case 'place': {
      const { owner, repo } = target;
      if (repo === undefined) throw usageError(FORM);
      return { instance, source: { kind: 'release', owner, repo }, range: 'latest', file: undefined };
    }
    case 'releaseFile': {
      const { owner, repo, tag, name } = target;
      return { instance, source: { kind: 'release', owner, repo }, range: exactly(tag), file: name };
    }
    case 'packageFile': {
      const { owner, version, name } = target;
      const source = { kind: 'genericPackage', owner, package: target.package } as const;
      return { instance, source, range: exactly(version), file: name };
    }
  }
}

/** What a link leads to may get the token, so its host has to be named as an instance. */
function notAllowed(text: string): Error {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null';
  if (!/^https?:/.test(origin)) return usageError(`This link is not of an instance that you named. ${FORM}`);
  return usageError(`${plain(origin)} is not allowed yet. To allow it: --instance ${shellWord(plain(origin))}.`);
}
