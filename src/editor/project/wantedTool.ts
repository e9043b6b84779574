import { exactly, isToolName, patternOf, shortSourceName, sourceKey, toolOfAsset } from '../../engine/index.ts';
import type { ArtifactSource, Asset, Project } from '../../engine/index.ts';
import type { Node } from '../choose/nodeSchemas.ts';
import { latestVersion } from '../choose/latestVersion.ts';
import { pickRelease } from '../choose/pickAsset.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/** What to add to a workspace: a tool at a version, and the chosen file, if one was. */
export interface ToolSubject {
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly version: string;
  /** Its default name, unless that is taken. */
  readonly name: string;
  readonly file?: string;
  /** A glob that matches the file in other versions too. */
  readonly pattern?: string;
}

/** The tool of a row; if the row names none, the user picks a version. */
export async function toolSubject(services: Services, node: Node | undefined): Promise<ToolSubject | undefined> {
  const latest = async (instance: string, source: ArtifactSource): Promise<ToolSubject | undefined> => {
    const found = await latestVersion(services, { instance, source }, t('Add to Workspace'));
    return found && { instance, source, version: found.version, name: shortSourceName(source) };
  };
  switch (node?.kind) {
    case 'asset':
      return ofFile(services, node.asset);
    case 'version': {
      const { instance, source, version } = node;
      return { instance, source, version, name: shortSourceName(source) };
    }
    case 'repository':
      return latest(node.instance, { kind: 'release', owner: node.owner, repo: node.repo });
    case 'package':
      return latest(node.instance, { kind: 'genericPackage', owner: node.package.owner, package: node.package.name });
    default: {
      const picked = await pickRelease(services, t('Add to Workspace'));
      return picked && { ...picked, name: shortSourceName(picked.source) };
    }
  }
}

async function ofFile(services: Services, { instance, source, version, name }: Asset): Promise<ToolSubject> {
  const engine = services.engine.get();
  const { assets } = (await engine.version(instance, source, version)).value;
  const repo = shortSourceName(source);
  const names = assets.map((one) => one.name);
  const tool = (await toolOfAsset(name, names, { version, repo })) ?? repo;
  return { instance, source, version, name: tool, file: name, pattern: patternOf(name, version) };
}

/** Asks which versions Update may take. `undefined` when dismissed. */
export function askForRange({ ui }: Pick<Services, 'ui'>, { version }: ToolSubject): Promise<string | undefined> {
  const number = /^v?(\d+\.\d+\.\d+)$/i.exec(version)?.[1];
  const exact = { label: t('Only {0}', plain(version, 60)), icon: 'lock', value: exactly(version) };
  const compatible = {
    label: `^${number}`,
    description: t('an update takes the newest compatible version'),
    icon: 'arrow-circle-up',
    value: `^${number}`,
  };
  const latest = { label: 'latest', description: t('an update takes the newest'), icon: 'rocket', value: 'latest' };
  return ui.pick([exact, ...(number === undefined ? [] : [compatible]), latest], {
    title: t('Add to Workspace: versions'),
    placeholder: t('Which versions may updates choose? {0} is locked now.', plain(version, 60)),
  });
}

/** Its own name; asks if that is invalid in the file or already names another tool. */
export async function askForToolName(
  { ui }: Pick<Services, 'ui'>,
  { name, instance, source }: ToolSubject,
  project: Project | undefined,
): Promise<string | undefined> {
  const problem = (text: string): string | undefined => {
    if (!isToolName(text)) return t('Use letters, digits, dots, dashes and underscores.');
    const other = project?.tools.get(text);
    const isOther = other && sourceKey(other.instance, other.source) !== sourceKey(instance, source);
    return isOther ? t('Another tool in this workspace already has that name.') : undefined;
  };
  if (problem(name) === undefined) return name;
  return ui.input({
    title: t('Add to Workspace: name'),
    prompt: t('What is {0} called in this workspace?', plain(name, 60)),
    validate: problem,
  });
}
