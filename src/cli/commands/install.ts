import { sourceName } from '../../engine/index.ts';
import { evidenceSentence } from '../../words/evidenceWords.ts';
import { formatSize, plain } from '../../words/format.ts';
import { mirrorSentence } from '../../words/mirrorWords.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import { installedJson, programPath } from '../installedJson.ts';
import type { Invocation } from '../invocation.ts';
import { notLinkedByInstall } from '../notLinked.ts';
import { obtainFile, pickSentence } from '../obtainFile.ts';
import type { CommandResult } from '../commandResult.ts';
import { lookOnPath, pathSentences } from '../pathWords.ts';
import { pickAsset } from '../pickAsset.ts';
import type { Pick as Picked } from '../pickAsset.ts';
import { resolveWanted } from '../resolveWanted.ts';

/** Installs one tool from an instance. Prints the picked file and its evidence, and asks nothing. */
export async function installCommand({ names, options }: Invocation, context: Context): Promise<CommandResult> {
  const { engine, machine, printer, world, signal } = context;
  const here = await machine();
  const { version, skipped, file } = await resolveWanted(names[0] ?? '', options, context);
  const pick = pickAsset(version, here, options.asset ?? file);
  printer.say(pickSentence(pick));
  if (options.dryRun) return planned(version.version, pick, { skipped });
  const cached = await obtainFile(pick.asset, options, context);
  printer.say(evidenceSentence(cached.record));
  if (cached.mirror !== undefined) printer.say(mirrorSentence(cached.record.name, cached.mirror));
  const installed = await engine.install(pick.asset, {
    machine: here,
    consent: options.takeCommands ? 'own' : 'leave',
    executables: options.executable.length > 0 ? options.executable : undefined,
    signal,
  });
  const { binDirectory } = engine.installer;
  const onPath = await lookOnPath(binDirectory, installed.executables, world);
  const pathLines = pathSentences(binDirectory, installed.executables, onPath);
  for (const line of [...notLinkedByInstall(installed.notLinked), ...pathLines]) printer.say(line);
  const { reason, assumptions } = pick;
  return {
    exit: EXIT.done,
    lines: [`${plain(installed.tool.name)} ${plain(version.version)}  ${programPath(installed)}`],
    json: {
      binDirectory,
      isOnPath: onPath.isOnPath,
      skipped,
      pick: { asset: pick.asset.name, reason, assumptions },
      tool: {
        ...installedJson(installed),
        fromCache: cached.fromCache,
        mirror: cached.mirror,
        notLinked: installed.notLinked,
      },
    },
  };
}

/** What an install would do. The file is not here yet, so its programs are unknown. */
function planned(version: string, { asset, reason, assumptions }: Picked, json: object): CommandResult {
  const size = asset.sizeBytes === undefined ? '' : ` (${formatSize(asset.sizeBytes)})`;
  return {
    exit: EXIT.done,
    lines: [
      `Would install ${plain(sourceName(asset.source), 80)} ${plain(version)} from ${plain(asset.name, 80)}${size}`,
    ],
    json: { ...json, dryRun: true, version, pick: { asset: asset.name, reason, assumptions } },
  };
}
