import { groundsOf } from '../../../engine/index.ts';
import type { AssetRecord, Grounds } from '../../../engine/index.ts';
import { t } from '../../../words/translate.ts';

/** What the evidence of a file proves, and what it does not. */
interface Meaning {
  readonly yes: string;
  readonly no: string;
}

const SERVER_NO = t(
  'Who uploaded it, and that the server itself is honest: the digest comes from the same server as the file.',
);

const MEANINGS: Readonly<Record<Grounds, Meaning>> = {
  pin: {
    yes: t(
      'The file is exactly the one whose digest you pinned. Neither the server nor anyone in between could have changed it.',
    ),
    no: t('That the pinned file itself is good. You decided that when you pinned it.'),
  },
  signature: {
    yes: t(
      "The key's owner signed exactly these bytes. Without the key, neither the server nor an uploader could have changed them.",
    ),
    no: t(
      'That the key belongs to the person you think it does: you decided that when you trusted it. That its owner is honest and has kept it secret. That this is the newest version.',
    ),
  },
  server: {
    yes: t('The file is exactly the one on the server. Nothing changed it in transit.'),
    no: SERVER_NO,
  },
  checksum: {
    yes: t('The file is exactly the one that the checksum file describes, so it was not damaged in transit.'),
    no: t('Who made them. The checksum file is next to the file: anyone who can replace one can replace both.'),
  },
  notes: {
    yes: t('The file is exactly the one that the release notes describe, so it was not damaged in transit.'),
    no: t('Who wrote them: anyone who can edit the release can change both.'),
  },
  remembered: {
    yes: t('The file is the same as when it was first downloaded to this machine.'),
    no: t('That the first download was what the publisher uploaded. There was nothing to compare it with.'),
  },
  locked: {
    yes: t('The file is exactly the one that the lock of a workspace names.'),
    no: t(
      'That the publisher uploaded it, and to this release: only the lock says so. Its signatures, checksums and digests were not looked for, or there are none.',
    ),
  },
  none: {
    yes: t(
      'The file has the size that the server lists, and it came from that server over the connection that your settings name.',
    ),
    no: t(
      'That it is what the publisher uploaded. There is nothing to compare it with: no digest from the server, no checksum file, and no signature by a key that you trust.',
    ),
  },
};

export function meaningOf(record: Pick<AssetRecord, 'claimedBy' | 'evidence' | 'storage'>): Meaning {
  const grounds = groundsOf(record);
  if (grounds !== 'server' || record.storage !== 'packageFile') return MEANINGS[grounds];
  return {
    yes: t('The file is exactly the one that was uploaded to the package registry. Nothing changed it in transit.'),
    no: SERVER_NO,
  };
}
