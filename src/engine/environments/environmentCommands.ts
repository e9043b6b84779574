import path from 'node:path';
import type { CommandConsent, CommandOffer } from '../commandOffers.ts';
import type { Activation, StoredInstall } from '../install/activation.ts';
import type { ExecutableChoices } from '../install/choices.ts';
import type { CommandAnswers } from '../install/commandAnswers.ts';
import { isCommandName } from '../install/commandName.ts';
import { answersOf, decideCommands, offersOf } from '../install/commandRules.ts';
import type { Answers, Holder } from '../install/commandRules.ts';
import { CONTENT, namesOf } from '../install/installLayout.ts';
import type { Nomination } from '../install/nomination.ts';
import type { PathLookup } from '../install/pathLookup.ts';
import type { PlannedFile } from '../project/planRestore.ts';
import { lockedNomination } from './lockedInstall.ts';
import type { LockedInstall } from './lockedInstall.ts';

export interface CommandSources {
  readonly activation: Activation;
  readonly answers: CommandAnswers;
  readonly choices: ExecutableChoices;
  readonly findOnPath: PathLookup;
  readonly platform: NodeJS.Platform;
}

/** The facts about a tool that the decision is based on. */
interface Subject extends LockedInstall {
  readonly nomination: Nomination;
  readonly holders: ReadonlyMap<string, Holder>;
  readonly answers: Answers;
}

/** The commands of one tool in an environment. */
export interface DecidedTool extends LockedInstall {
  /** The absolute path of the program for each command. */
  readonly targets: ReadonlyMap<string, string>;
  readonly notLinked: readonly CommandOffer[];
  /** The consents given for this folder, now or earlier. */
  readonly answers: Answers;
}

const NOTHING: Nomination = { nominated: [], rest: [] };

/** Enough for a readable list. */
const MAX_NOT_LINKED = 50;

/** The user's answers for one folder, by the name of the tool. */
export interface FolderConsent {
  readonly before: (planned: PlannedFile) => Answers;
  readonly now: (planned: PlannedFile) => Exclude<CommandConsent, 'ask'>;
}

/**
 * Decides which programs are the commands of an environment, by the rules for the user's own commands, regardless of other
 * projects. Of two tools that claim one command, the first in the order of the lock has it.
 */
export async function decideEnvironment(
  installs: readonly LockedInstall[],
  consent: FolderConsent,
  sources: CommandSources,
): Promise<readonly DecidedTool[]> {
  const subjects: Subject[] = [];
  for (const one of installs) subjects.push(await subjectOf(one, consent, sources));
  const commands = subjects.flatMap(({ nomination }) => commandsIn(nomination));
  const onPath = await sources.findOnPath([...new Set(commands)]);
  const claimed = new Map<string, string>();
  return subjects.map((subject) => decideTool(subject, consent, { onPath, claimed, platform: sources.platform }));
}

async function subjectOf(one: LockedInstall, consent: FolderConsent, sources: CommandSources): Promise<Subject> {
  const { tool, asset } = one.install.manifest;
  const nomination =
    lockedNomination(one.planned, one.install.manifest, await sources.choices.recall(tool, asset)) ?? NOTHING;
  const commands = commandsIn(nomination);
  const holders = await sources.activation.holders(tool, commands);
  const general = await sources.answers.recall(tool, commands);
  // A command that the user does not want for themselves may still be one of the project's.
  const agreed = [...general].filter(([, answer]) => answer === 'yes');
  return { ...one, nomination, holders, answers: new Map([...agreed, ...consent.before(one.planned)]) };
}

function commandsIn({ nominated }: Nomination): readonly string[] {
  return nominated.map(({ command }) => command).filter(isCommandName);
}

interface Surroundings {
  readonly onPath: ReadonlyMap<string, string>;
  /** The tool that has each command so far. Names that some file system treats as equal count as one. */
  readonly claimed: Map<string, string>;
  readonly platform: NodeJS.Platform;
}

function decideTool(
  subject: Subject,
  consent: FolderConsent,
  { onPath, claimed, platform }: Surroundings,
): DecidedTool {
  const { planned, install, nomination, holders } = subject;
  const facts = { names: namesOf(install.manifest.tool), platform, answers: subject.answers, known: undefined };
  const offers = offersOf(nomination.nominated, { ...facts, onPath, holders });
  const given = consent.now(planned);
  const wanted = new Set(decideCommands(offers, given, subject.answers)?.linked);
  const now = answersOf(given, offers);
  const answers = new Map([...subject.answers, ...now]);
  const linked: string[] = [];
  const notLinked: CommandOffer[] = [];
  for (const offer of offers) {
    const { command, reasons } = offer;
    const by = claimed.get(command.toLowerCase());
    const isWanted = wanted.has(command);
    if (isWanted && by === undefined) linked.push(command);
    else if (isWanted && by !== undefined) notLinked.push({ ...offer, reasons: [...reasons, { why: 'claimed', by }] });
    else if (reasons.length > 0 && answers.get(command) !== 'no') notLinked.push(offer);
  }
  for (const command of linked) claimed.set(command.toLowerCase(), `${planned.name} ${planned.tool.version}`);
  return {
    planned,
    install,
    targets: new Map(linked.map((command) => [command, targetOf(install, nomination, command)])),
    notLinked: notLinked.slice(0, MAX_NOT_LINKED),
    answers: new Map([...consent.before(planned), ...now]),
  };
}

/** The first of two programs with one name counts. */
function targetOf({ directory }: StoredInstall, { nominated }: Nomination, command: string): string {
  const at = nominated.find((one) => one.command === command)?.program.path ?? '';
  return path.join(directory, CONTENT, at);
}
