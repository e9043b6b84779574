import type { CommandConsent, CommandOffer, CommandReason } from '../commandOffers.ts';
import { isCommandName } from './commandName.ts';
import { isShellWord } from './shellWords.ts';

/** A program, and why it counts as the tool's: this call, an earlier choice, or its name alone. */
export interface Nominee {
  readonly command: string;
  readonly chosen: 'now' | 'before' | 'settled' | undefined;
}

/** The owner of a command's name in `bin/`. */
export type Holder =
  | { readonly kind: 'sameTool' }
  /** Without `by`, it is a file that no tool put there. */
  | { readonly kind: 'other'; readonly by?: string };

/** The answers given for commands of the tool. */
export type Answers = ReadonlyMap<string, 'yes' | 'no'>;

/** The facts needed to decide about a command. */
interface CommandFacts {
  /** Names of the tool. */
  readonly names: readonly string[];
  readonly platform: NodeJS.Platform;
  readonly answers: Answers;
  /** Commands of its other installed versions; `undefined` if there are none. */
  readonly known: ReadonlySet<string> | undefined;
  /** Programs elsewhere on the PATH, by command. */
  readonly onPath: ReadonlyMap<string, string>;
  readonly holders: ReadonlyMap<string, Holder>;
}

/**
 * The programs that could be commands, with the reasons for needing consent. A name that is not a plain word is never one,
 * and of two names that some file system treats as equal, only the first is.
 */
export function offersOf(nominees: readonly Nominee[], facts: CommandFacts): readonly CommandOffer[] {
  const own = new Set(facts.names.map((name) => name.toLowerCase()));
  const isOwn = ({ command, chosen }: Nominee): boolean => chosen !== undefined || own.has(command.toLowerCase());
  const plain = nominees.filter(({ command }) => isCommandName(command));
  const ordered = [...plain.filter(isOwn), ...plain.filter((one) => !isOwn(one))];
  const unique = new Map(ordered.toReversed().map((one) => [one.command.toLowerCase(), one]));
  return ordered
    .filter((one) => unique.get(one.command.toLowerCase()) === one)
    .map((one) => ({ command: one.command, isOwn: isOwn(one), reasons: reasonsFor(one, isOwn(one), facts) }));
}

function reasonsFor({ command, chosen }: Nominee, isOwn: boolean, facts: CommandFacts): readonly CommandReason[] {
  const { answers, known, onPath, holders, platform } = facts;
  const holder = holders.get(command);
  const taken = holder?.kind === 'other' ? [takenBy(holder.by)] : [];
  // Consent covers the name, but not taking it from a tool that has claimed it since.
  if (answers.get(command) === 'yes') return taken;
  const isNew = known !== undefined && !known.has(command) && chosen !== 'now' && chosen !== 'settled';
  const path = onPath.get(command);
  const isTyped = holder?.kind === 'sameTool';
  return [
    ...(isOwn ? [] : [{ why: 'further' } as const]),
    ...(isNew ? [{ why: 'new' } as const] : []),
    ...(path === undefined || isTyped ? [] : [{ why: 'onPath', path } as const]),
    ...(isShellWord(command, platform) && !isTyped ? [{ why: 'shell' } as const] : []),
    ...taken,
  ];
}

function takenBy(by: string | undefined): CommandReason {
  return by === undefined ? { why: 'taken' } : { why: 'taken', by };
}

/** The commands to link, and those left out for lack of consent. */
export interface CommandDecision {
  readonly linked: readonly string[];
  /** The linked commands that needed consent. */
  readonly consents: readonly string[];
  readonly notLinked: readonly CommandOffer[];
}

/** `undefined` if it needs consent. */
export function decideCommands(
  offers: readonly CommandOffer[],
  consent: CommandConsent,
  answers: Answers,
): CommandDecision | undefined {
  const unrefused = offers.filter(({ command }) => answers.get(command) !== 'no');
  const open = unrefused.filter(({ reasons }) => reasons.length > 0);
  const free = unrefused.filter(({ reasons }) => reasons.length === 0);
  const link = (linked: readonly CommandOffer[], notLinked: readonly CommandOffer[]): CommandDecision => ({
    linked: linked.map(commandOf),
    consents: linked.filter((one) => one.reasons.length > 0 || answers.get(one.command) === 'yes').map(commandOf),
    notLinked,
  });
  if (typeof consent === 'object') {
    return link(
      offers.filter(({ command }) => consent.allow.includes(command)),
      [],
    );
  }
  switch (consent) {
    case 'ask':
      return open.length > 0 ? undefined : link(free, []);
    case 'leave':
      // A mixture of two tools' commands would be worse than none.
      return link(open.some(isOnlyTaken) ? [] : free, open);
    case 'own':
      return link(
        offers.filter(({ isOwn }) => isOwn),
        open.filter(({ isOwn }) => !isOwn),
      );
  }
}

/** The answers that a consent gives: later versions and other calls go by them. */
export function answersOf(consent: CommandConsent, offers: readonly CommandOffer[]): Answers {
  if (consent === 'ask' || consent === 'leave') return new Map();
  if (consent === 'own') {
    return new Map(
      offers.flatMap(({ command, isOwn, reasons }) => (isOwn && reasons.length > 0 ? [[command, 'yes']] : [])),
    );
  }
  return new Map(offers.map(({ command }) => [command, consent.allow.includes(command) ? 'yes' : 'no']));
}

/** Whether it would be linked if no other tool had it. */
function isOnlyTaken({ reasons }: CommandOffer): boolean {
  return reasons.every(({ why }) => why === 'taken');
}

function commandOf({ command }: CommandOffer): string {
  return command;
}
