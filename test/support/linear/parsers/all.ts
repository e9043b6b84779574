import type { AnyParser } from '../growth.ts';
import { ANSWER_PARSERS } from './answers.ts';
import { ARCHIVE_PARSERS } from './archives.ts';
import { CHECKSUM_PARSERS } from './checksums.ts';
import { NAME_PARSERS } from './names.ts';
import { PROJECT_PARSERS } from './projects.ts';
import { SHOWN_PARSERS } from './shown.ts';
import { SIGNATURE_PARSERS } from './signatures.ts';

/** Everything that parses text from a server, an uploader, an archive, a workspace or a setting. */
export const PARSERS: readonly AnyParser[] = [
  ...ANSWER_PARSERS,
  ...CHECKSUM_PARSERS,
  ...SIGNATURE_PARSERS,
  ...NAME_PARSERS,
  ...PROJECT_PARSERS,
  ...ARCHIVE_PARSERS,
  ...SHOWN_PARSERS,
];
