import type { CommandConsent, CommandOffer } from '../commandOffers.ts';
import { EngineError } from '../errors.ts';
import type { Log } from '../ports.ts';
import type { Activation } from './activation.ts';
import type { CommandAnswers } from './commandAnswers.ts';
import { isCommandName } from './commandName.ts';
import { answersOf, decideCommands, offersOf } from './commandRules.ts';
import type { Answers, CommandDecision, Holder } from './commandRules.ts';
import { namesOf } from './installLayout.ts';
import type { InstallCatalog } from './installCatalog.ts';
import type { Tool } from './installed.ts';
import type { StoredCommands } from './manifest.ts';
import type { Nomination } from './nomination.ts';
import type { PathLookup } from './pathLookup.ts';

export interface CommandParts {
  readonly activation: Activation;
  readonly catalog: InstallCatalog;
  readonly answers: CommandAnswers;
  readonly findOnPath: PathLookup;
  readonly platform: NodeJS.Platform;
  readonly log: Log;
}

/** The version of a tool whose programs are considered. */
export interface CommandSubject {
  readonly tool: Tool;
  readonly version: string;
  /** Its directory, existing or not. */
  readonly directory: string;
  /** Whether its commands will lead to it; otherwise no consent is needed, and nothing in `bin/` can conflict. */
  readonly isLinked: boolean;
}

/** Decides in one place which programs of a version become commands. A name in an archive alone is never enough. */
export class CommandCase {
  readonly #parts: CommandParts;
  readonly #subject: CommandSubject;
  #offers: readonly CommandOffer[] = [];
  #notLinked: readonly CommandOffer[] = [];
  #chosen: readonly string[] = [];

  constructor(parts: CommandParts, subject: CommandSubject) {
    this.#parts = parts;
    this.#subject = subject;
  }

  get isLinked(): boolean {
    return this.#subject.isLinked;
  }

  /** The commands left out for lack of consent. */
  get notLinked(): readonly CommandOffer[] {
    return this.#notLinked;
  }

  /** Paths of the programs that the call named. */
  get chosen(): readonly string[] {
    return this.#chosen;
  }

  /**
   * @param consents commands of exactly this version that got consent
   * @throws EngineError `commandsNeedConsent` if consent is missing; `nameTaken` if a foreign file has the name
   */
  async decide(
    nomination: Nomination,
    consent: CommandConsent,
    consents: readonly string[] = [],
  ): Promise<StoredCommands> {
    const named = nomination.nominated.filter(({ chosen }) => chosen === 'now');
    this.#chosen = named.map(({ program }) => program.path);
    const answers = await this.#answers(nomination, consents);
    this.#offers = await this.offers(nomination, answers);
    const decision = decideCommands(this.#offers, this.isLinked ? consent : 'leave', answers);
    this.#refuseForeign(decision);
    if (!decision) throw this.#needsConsent();
    this.#notLinked = this.isLinked ? decision.notLinked : [];
    return partition(nomination, decision);
  }

  /** All programs that could be commands, whatever the answers. */
  async offers({ nominated }: Nomination, answers: Answers): Promise<readonly CommandOffer[]> {
    const { activation, findOnPath, platform } = this.#parts;
    const { tool } = this.#subject;
    const commands = nominated.map(({ command }) => command).filter(isCommandName);
    const holders = this.isLinked ? await activation.holders(tool, commands) : new Map<string, Holder>();
    const facts = { names: namesOf(tool), platform, answers, known: await this.#known(), holders };
    const offers = offersOf(nominated, { ...facts, onPath: await findOnPath(commands) });
    // A command that could not be linked anyway is not offered.
    return offers.filter(({ isOwn, reasons }) => isOwn || !isForeign(reasons));
  }

  /** Answers hold for later versions too. If one cannot be stored, it is asked again. */
  async remember(consent: CommandConsent): Promise<void> {
    const { answers, log } = this.#parts;
    if (!this.isLinked) return;
    await answers.remember(this.#subject.tool, answersOf(consent, this.#offers)).catch((error: unknown) => {
      log.warn(`the answer about commands is not remembered: ${String(error)}`);
    });
  }

  async #answers({ nominated }: Nomination, consents: readonly string[]): Promise<Answers> {
    const commands = nominated.map(({ command }) => command);
    const remembered = await this.#parts.answers.recall(this.#subject.tool, commands);
    return new Map([...remembered, ...consents.map((command) => [command, 'yes'] as const)]);
  }

  /** Commands of the other installed versions; `undefined` if there are none. */
  async #known(): Promise<ReadonlySet<string> | undefined> {
    const { tool, version, directory } = this.#subject;
    const { installs, unreadable } = await this.#parts.catalog.lookFor(tool);
    const others = installs.filter(({ manifest }) => manifest.asset.version !== version);
    // An unreadable version counts as installed, but its commands are unknown.
    const isAlone = others.length === 0 && unreadable.every((one) => one === directory);
    if (isAlone) return undefined;
    return new Set(others.flatMap(({ manifest }) => manifest.executables.map(({ command }) => command)));
  }

  #refuseForeign(decision: CommandDecision | undefined): void {
    const wanted = this.#offers.filter(({ command, isOwn }) => decision?.linked.includes(command) ?? isOwn);
    const foreign = wanted.find(({ reasons }) => isForeign(reasons));
    if (!foreign) return;
    const { command } = foreign;
    throw new EngineError('nameTaken', `linking ${command}: a file in the way is not ours`, { command });
  }

  #needsConsent(): EngineError<'commandsNeedConsent'> {
    const { tool, version } = this.#subject;
    const facts = { tool: tool.name, version, commands: this.#offers };
    return new EngineError('commandsNeedConsent', `${tool.name} ${version}: its commands need consent`, facts);
  }
}

/** Linked programs are listed separately, so that versions up to 0.1 link no others either. */
function partition({ nominated, rest }: Nomination, { linked, consents }: CommandDecision): StoredCommands {
  const wanted = new Set(linked);
  // The first of two with one name counts.
  const commands = new Set(nominated.filter(({ command }) => wanted.delete(command)).map(({ program }) => program));
  const others = nominated.map(({ program }) => program).filter((program) => !commands.has(program));
  return { executables: [...commands], others: [...others, ...rest], consents };
}

function isForeign(reasons: CommandOffer['reasons']): boolean {
  return reasons.some((reason) => reason.why === 'taken' && reason.by === undefined);
}
