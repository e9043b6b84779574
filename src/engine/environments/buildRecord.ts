import type { Answers } from '../install/commandRules.ts';
import type { PlannedFile } from '../project/planRestore.ts';
import type { DecidedTool, FolderConsent } from './environmentCommands.ts';
import { lockedDigest, toolKey } from './environmentRecord.ts';
import type { EnvironmentRecord, KeptAnswer, LinkedTool, WithheldInstall } from './environmentRecord.ts';
import { factsOf } from './lockedInstall.ts';
import type { Verdict } from './withheld.ts';

export interface BuildOptions {
  /** What happens to commands that need consent: `leave` them out, or link the tools' `own`. @default 'leave' */
  readonly consent?: 'leave' | 'own' | undefined;
  /** The tools that the consent is for. @default all of the lock */
  readonly tools?: readonly string[] | undefined;
  /** Exactly the commands that a tool may have, by its name, chosen by a user who saw all of `notLinked`. */
  readonly allow?: ReadonlyMap<string, readonly string[]> | undefined;
  /** What is known about the locked files, by the name of the tool, see `Verdict`. @default `clear` */
  readonly verdicts?: ReadonlyMap<string, Verdict> | undefined;
}

/** Far more answers than one folder needs; the oldest are forgotten first. */
const MAX_ANSWERS = 1000;

/** The user's answers: those given now, and those in the record. */
export function consentFor(
  before: EnvironmentRecord | undefined,
  { consent = 'leave', tools, allow }: BuildOptions,
): FolderConsent {
  return {
    before: (planned) => answersIn(before, toolKey(factsOf(planned))),
    now: (planned) => {
      const allowed = allow?.get(planned.name);
      if (allowed) return { allow: allowed };
      return (tools?.includes(planned.name) ?? true) ? consent : 'leave';
    },
  };
}

function answersIn(record: EnvironmentRecord | undefined, tool: string): Answers {
  const answers = record?.answers.filter((one) => one.tool === tool) ?? [];
  return new Map(answers.map(({ command, answer }) => [command, answer]));
}

/** The record of what was decided. Fields of newer versions stay, and so do the answers for tools that the lock lacks now. */
export function recordOf(
  folder: string,
  { decided, withheld }: { readonly decided: readonly DecidedTool[]; readonly withheld: readonly WithheldInstall[] },
  before: EnvironmentRecord | undefined,
): EnvironmentRecord {
  const answers = decided.flatMap(({ planned, answers: given }) => keptAnswers(planned, given));
  const keys = new Set(decided.map(({ planned }) => toolKey(factsOf(planned))));
  const others = before?.answers.filter(({ tool }) => !keys.has(tool)) ?? [];
  const kept = [...others, ...answers].slice(-MAX_ANSWERS);
  const earlier = new Map(before?.tools.map((one) => [toolKey(one), one]));
  const tools = decided.map((one) => linkedTool(one, earlier));
  return { ...before, folder, tools, answers: kept, withheld };
}

function keptAnswers(planned: PlannedFile, answers: Answers): readonly KeptAnswer[] {
  const tool = toolKey(factsOf(planned));
  return [...answers].map(([command, answer]) => ({ tool, command, answer }));
}

function linkedTool(
  { planned, targets, notLinked }: DecidedTool,
  earlier: ReadonlyMap<string, LinkedTool>,
): LinkedTool {
  const facts = factsOf(planned);
  return {
    ...earlier.get(toolKey(facts)),
    ...facts,
    locked: lockedDigest(planned),
    commands: [...targets.keys()],
    left: notLinked,
  };
}
