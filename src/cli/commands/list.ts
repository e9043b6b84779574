import { sourceName } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { unreadableSentence } from '../../words/installWords.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import { installedJson } from '../installedJson.ts';
import type { Invocation } from '../invocation.ts';
import type { CommandResult } from '../commandResult.ts';

/** Lists the installed tools; a star marks the version that the commands run. */
export async function listCommand(
  _invocation: Invocation,
  { engine: { installer }, printer }: Context,
): Promise<CommandResult> {
  const [installed, unreadable] = await Promise.all([installer.list(), installer.unreadable()]);
  if (unreadable.length > 0) printer.say(unreadableSentence(unreadable));
  else if (installed.length === 0) printer.say('Nothing is installed.');
  const lines = installed.map(({ tool, asset, active, executables }) => {
    const names = executables.filter(({ isCommand }) => isCommand).map(({ command }) => plain(command, 80));
    const commands = names.length > 0 ? names.join(', ') : 'no commands';
    const from = `${new URL(tool.instance).host} ${sourceName(tool.source)}`;
    return `${active ? '*' : ' '} ${plain(tool.name)} ${plain(asset.version)}  ${commands}  (${plain(from)})`;
  });
  return {
    exit: unreadable.length > 0 ? EXIT.failed : EXIT.done,
    lines,
    json: { binDirectory: installer.binDirectory, tools: installed.map(installedJson), unreadable },
  };
}
