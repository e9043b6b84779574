import type { ArchiveRule } from '../archiveRule.ts';

/** Why an archive is not unpacked, before the archive's name is known; `unpack` turns it into an engine error. */
export class ArchiveFault extends Error {
  override readonly name = 'ArchiveFault';
  readonly rule: ArchiveRule;
  /** The entry's name as the archive spells it. */
  readonly entry: string | undefined;

  constructor(rule: ArchiveRule, message: string, options: { entry?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.rule = rule;
    this.entry = options.entry;
  }
}

/** Throws unless `held`. */
export function demand(held: boolean, rule: ArchiveRule, message: string, entry?: string): asserts held {
  if (!held) throw new ArchiveFault(rule, message, entry === undefined ? {} : { entry });
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as UTF-8 text. Programs would write names in another encoding differently, so those are refused. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new ArchiveFault('name', 'a name is not UTF-8', { cause });
  }
}
