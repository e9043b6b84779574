import { sourceName } from '../../engine/index.ts';
import type { EnvironmentTool, Installed } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { refusalWord } from '../../words/refusalWords.ts';
import { damagedLines, directoriesOf } from '../damagedInstalls.ts';
import type { LocalContext } from '../localContext.ts';
import { EXIT } from '../exitCodes.ts';
import { installedJson } from '../installedJson.ts';
import type { Invocation } from '../invocation.ts';
import type { CommandResult } from '../commandResult.ts';
import { environmentJson, findEnvironment, outdatedEnvironment } from '../projectEnvironment.ts';
import type { ProjectEnvironment } from '../projectEnvironment.ts';

/** Lists the tools of the project, if there is one, and the installed tools; a star marks the version that a command runs. */
export async function listCommand({ options }: Invocation, context: LocalContext): Promise<CommandResult> {
  const { printer, engine } = context;
  const { installer } = engine;
  const project = await findEnvironment(options.directory, context);
  const [installed, unreadable] = await Promise.all([installer.list(), installer.unreadable()]);
  for (const line of damagedLines(unreadable)) printer.say(line);
  if (installed.length + unreadable.length === 0) printer.say('Nothing is installed.');
  const outdated = project && outdatedEnvironment(project);
  if (outdated !== undefined) printer.say(outdated);
  return {
    exit: unreadable.length > 0 ? EXIT.failed : EXIT.done,
    lines: [...(project ? projectLines(project) : []), ...installed.map(installedLine)],
    json: {
      ...(project && { project: environmentJson(project) }),
      binDirectory: installer.binDirectory,
      tools: installed.map(installedJson),
      unreadable: directoriesOf(unreadable),
    },
  };
}

/** Under headings, because the installed tools are listed below. */
function projectLines({ folder, state: { tools } }: ProjectEnvironment): readonly string[] {
  return [`Locked in ${plain(folder, 400)}:`, ...tools.map(lockedLine), 'Installed:'];
}

const STATES: Readonly<Record<Exclude<EnvironmentTool['state'], 'otherVersion' | 'withheld'>, string>> = {
  ready: '',
  unlinked: 'installed, not linked',
  missing: 'not installed',
  noPlatform: 'not for this machine',
};

function stateWords({ state, isRefused, refusal, linked = '' }: EnvironmentTool): string {
  if (state === 'otherVersion') return `runs ${plain(linked)}`;
  if (state === 'withheld')
    return `installed, but ${isRefused ? refusalWord(refusal) : 'not yet checked for this folder'}`;
  return STATES[state];
}

function lockedLine(tool: EnvironmentTool): string {
  const { name, version, state, commands } = tool;
  const words = stateWords(tool);
  const mark = state === 'ready' ? '*' : ' ';
  return `${mark} ${plain(name)} ${plain(version)}  ${words === '' ? commandList(commands) : words}`;
}

function installedLine({ tool, asset, active, executables }: Installed): string {
  const commands = executables.filter(({ isCommand }) => isCommand).map(({ command }) => command);
  const from = `${new URL(tool.instance).host} ${sourceName(tool.source)}`;
  return `${active ? '*' : ' '} ${plain(tool.name)} ${plain(asset.version)}  ${commandList(commands)}  (${plain(from)})`;
}

function commandList(commands: readonly string[]): string {
  return commands.length > 0 ? commands.map((command) => plain(command, 80)).join(', ') : 'no commands';
}
