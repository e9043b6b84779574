/** Why a command is linked only where somebody says yes to it. */
export type CommandReason =
  /** It is not called as the tool, and nobody chose it. */
  | { readonly why: 'further' }
  /** No earlier version of the tool had it. */
  | { readonly why: 'new' }
  /** Typing it runs another program now, whose path this is. */
  | { readonly why: 'onPath'; readonly path: string }
  /** Shells have a word of their own that is spelled so. */
  | { readonly why: 'shell' }
  /** It runs another tool, or a file in `bin/` that no tool put there. */
  | { readonly why: 'taken'; readonly by?: string };

/** A program of an install that could become a command. */
export interface CommandOffer {
  /** What would be typed to run it. */
  readonly command: string;
  /** Whether it is called as the tool, or somebody chose it. */
  readonly isOwn: boolean;
  /** Empty for one that needs no yes. */
  readonly reasons: readonly CommandReason[];
}

/** Which commands may be linked that need a yes. */
export type CommandConsent =
  /** Where there are any, nothing is done, and `needsYes` names them. For callers who can ask somebody. */
  | 'ask'
  /** None: they are left out, and the answer names them. For callers with nobody to ask. */
  | 'leave'
  /** Those of the tool itself, and those that were chosen; others are left out. */
  | 'own'
  /** Just these are commands, as somebody decided who saw all of them. */
  | { readonly allow: readonly string[] };
