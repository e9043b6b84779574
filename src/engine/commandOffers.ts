/** Why a command is linked only with the user's consent. */
export type CommandReason =
  /** Its name is not that of the tool, and the user did not choose it. */
  | { readonly why: 'further' }
  /** No earlier version of the tool had it. */
  | { readonly why: 'new' }
  /** It would replace another program, which is at this path. */
  | { readonly why: 'onPath'; readonly path: string }
  /** Shells have a builtin of that name. */
  | { readonly why: 'shell' }
  /** The name already runs another tool, or a file in `bin/` that no tool put there. */
  | { readonly why: 'taken'; readonly by?: string }
  /** An earlier tool of the same lock has the name in the folder. Consent does not change that. */
  | { readonly why: 'claimed'; readonly by: string };

/** A program of an install that could become a command. */
export interface CommandOffer {
  /** The word to type. */
  readonly command: string;
  /** Whether its name is that of the tool, or the user chose it. */
  readonly isOwn: boolean;
  /** Empty if it needs no consent. */
  readonly reasons: readonly CommandReason[];
}

/** Which commands that need consent may be linked. */
export type CommandConsent =
  /** If there are any, nothing is changed, and `commandsNeedConsent` lists them. For callers who can ask the user. */
  | 'ask'
  /** None: they are left out and listed in the result. For callers who cannot ask. */
  | 'leave'
  /** Those named like the tool, and those that were chosen; others are left out. */
  | 'own'
  /** Exactly these, chosen by a user who saw the full list. */
  | { readonly allow: readonly string[] };
