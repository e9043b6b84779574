import { groundsOf } from '../../engine/index.ts';
import type { AssetRecord, Check, Installed, VerifyResult } from '../../engine/index.ts';
import { isChangedOnDisk } from '../../words/brokenFileWords.ts';
import type { BrokenFile } from '../../words/brokenFileWords.ts';
import { count, plain } from '../../words/format.ts';
import { quarantineSentence } from '../../words/quarantineWords.ts';
import { newerFiles } from '../../words/unreadableFilesWords.ts';
import type { UnreadableFiles } from '../../words/unreadableFilesWords.ts';
import { errorJson, messageOf } from '../cliWords.ts';
import type { Context } from '../context.ts';
import { damagedLines, directoriesOf } from '../damagedInstalls.ts';
import { EXIT } from '../exitCodes.ts';
import { assertThere } from '../givenPath.ts';
import type { Invocation } from '../invocation.ts';
import type { CommandResult } from '../commandResult.ts';

interface CheckedTool {
  readonly installed: Installed;
  readonly check: Check;
}

interface CheckedFile {
  readonly record: AssetRecord;
  readonly result: VerifyResult;
}

/** The files that could be checked, and those whose records cannot be read. */
interface CheckedFiles extends UnreadableFiles {
  readonly files: readonly CheckedFile[];
}

/** Checks whether programs and files still have their verified bytes, by what is stored here: no instance is contacted. */
export async function verifyCommand({ options }: Invocation, context: Context): Promise<CommandResult> {
  const { printer } = context;
  if (options.cache !== undefined) await assertThere(options.cache);
  const [tools, { files, ...lostFiles }] = [await checkTools(context), await checkFiles(context)];
  const unreadable = await context.engine.installer.unreadable();
  const lost = [
    ...damagedLines(unreadable),
    ...lostFiles.unreadable.map(messageOf),
    ...newerFiles(lostFiles.foreign.length),
  ];
  const faults = [...tools.flatMap(toolFault), ...lost, ...files.flatMap(fileFault)];
  for (const fault of faults) printer.say(fault);
  return {
    exit: faults.length > 0 ? EXIT.distrusted : EXIT.done,
    lines: [
      `${count(tools.length, 'tool')} and ${count(files.length, 'file')} read, ${count(faults.length, 'fault')}.`,
    ],
    json: {
      tools: tools.map(toolJson),
      unreadable: directoriesOf(unreadable),
      files: files.map(fileJson),
      unreadableFiles: lostFiles.unreadable.map(({ facts }) => facts.path),
      newerFiles: lostFiles.foreign.length,
    },
  };
}

async function checkTools({ engine: { installer }, signal }: Context): Promise<readonly CheckedTool[]> {
  const checked: CheckedTool[] = [];
  for (const installed of await installer.list()) {
    checked.push({ installed, check: await installer.check(installed, signal) });
  }
  return checked;
}

/** One after the other, because the disk is the bottleneck. */
async function checkFiles({ engine: { cache }, printer, signal }: Context): Promise<CheckedFiles> {
  const { records, ...lost } = await cache.records();
  const files: CheckedFile[] = [];
  for (const record of records) {
    printer.progress(`checking ${plain(record.name, 60)}`);
    files.push({ record, result: await cache.verify(record.key, { signal }) });
  }
  return { files, ...lost };
}

function toolFault({ installed: { tool, asset }, check }: CheckedTool): readonly string[] {
  if (check.state === 'intact') return [];
  const what = check.paths.length > 0 ? check.paths.map((path) => plain(path, 80)).join(', ') : 'the list of its files';
  return [
    `${plain(tool.name)} ${plain(asset.version)} has changed since it was installed: ${what}. Restore or install it again.`,
  ];
}

function fileFault({ record, result }: CheckedFile): readonly string[] {
  const name = `${plain(record.name, 80)} ${plain(record.version)}`;
  if (result.state === 'broken') return [brokenSentence(name, { record, error: result.error })];
  return result.state === 'missing'
    ? [`${name} is no longer in the cache; it will be downloaded again when needed.`]
    : [];
}

function brokenSentence(name: string, file: BrokenFile): string {
  if (!isChangedOnDisk(file)) return `${name}: ${messageOf(file.error)}`;
  return [
    `${name} has changed on this disk, so it is not used any more.`,
    ...quarantineSentence(file.error.facts.quarantinePath),
    'Install, restore or download it to fetch it again.',
  ].join(' ');
}

function toolJson({ installed: { tool, asset }, check }: CheckedTool): object {
  return { name: tool.name, version: asset.version, ...check };
}

function fileJson({ record, result }: CheckedFile): object {
  const { name, version, sha256 } = record;
  return {
    name,
    version,
    sha256,
    state: result.state,
    ...(result.state === 'intact' && { evidence: groundsOf(result.record) }),
    ...(result.state === 'broken' && { error: errorJson(result.error) }),
  };
}
