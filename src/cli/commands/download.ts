import { groundsOf } from '../../engine/index.ts';
import { evidenceSentence } from '../../words/evidenceWords.ts';
import { mirrorSentence } from '../../words/mirrorWords.ts';
import type { CommandResult } from '../commandResult.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import type { Invocation } from '../invocation.ts';
import { obtainFile, pickSentence } from '../obtainFile.ts';
import { pickAsset } from '../pickAsset.ts';
import { saveFile } from '../saveFile.ts';
import { resolveWanted } from '../resolveWanted.ts';

/** Downloads one file, verified like any other, to where the caller wants it. */
export async function downloadCommand({ names, options }: Invocation, context: Context): Promise<CommandResult> {
  const { machine, printer } = context;
  const { version, skipped, file: named } = await resolveWanted(names[0] ?? '', options, context);
  const pick = pickAsset(version, await machine(), options.asset ?? named);
  printer.say(pickSentence(pick));
  const found = await obtainFile(pick.asset, options, context);
  const { name, sha256, sizeBytes } = found.record;
  printer.say(evidenceSentence(found.record));
  if (found.mirror !== undefined) printer.say(mirrorSentence(name, found.mirror));
  const file = await saveFile(found, options.output, context);
  return {
    exit: EXIT.done,
    lines: [file],
    json: {
      skipped,
      version: version.version,
      file: {
        path: file,
        name,
        sha256,
        sizeBytes,
        evidence: groundsOf(found.record),
        fromCache: found.fromCache,
        mirror: found.mirror,
      },
    },
  };
}
