import type { ErrorFacts } from '../../../engine/index.ts';
import { isContradiction } from '../../../words/evidenceWords.ts';
import { t } from '../../../words/translate.ts';

const AGAIN = t('A proxy or a failing disk can cause this, so download the file again first.');
const ASK = t('Ask the publisher, but not through this server.');

/** How the user gives up a digest of their own, if the publisher has a new file. */
const OWN = {
  lock: t('If the publisher confirms the new file, choose "Update Workspace Tool…".'),
  pin: t('If the publisher confirms the new file, choose "Unpin Digest".'),
  kept: t('If the publisher confirms the new file, choose "Stop Keeping in Cache" for the one that you have.'),
};

/** What to do about a refused file, by what it contradicts. */
export function advice(facts: ErrorFacts['integrity']): string {
  if (!isContradiction(facts)) return `${AGAIN} ${ifRefusedAgain(facts.source)}`;
  const disagree = t('Downloading it again will not help until they agree.');
  const kinds = [...facts.sources, ...(facts.identity ?? [])].map(({ kind }) => kind);
  const own = (['lock', 'pin', 'kept'] as const).filter((kind) => kinds.includes(kind)).map((kind) => OWN[kind]);
  return [disagree, ASK, ...own].join(' ');
}

function ifRefusedAgain(source: ErrorFacts['integrity']['source']): string {
  switch (source) {
    case 'lock':
    case 'pin':
    case 'kept':
      return `${t('If it is refused again, it was replaced.')} ${OWN[source]}`;
    case 'caller':
      return t(
        'If it is refused again, it was replaced, or the request names the wrong digest: compare it with one from the publisher.',
      );
    case 'signature':
      return `${t('If it is refused again, it may have been replaced, or it is signed wrongly.')} ${ASK}`;
    case 'listed':
    case 'server':
    case 'checksum':
    case 'notes':
    case 'remembered':
    case 'none':
      return `${t('If it is refused again, it may have been replaced.')} ${ASK}`;
  }
}
