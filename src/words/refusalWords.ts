import type { RefusalCode } from '../engine/index.ts';
import { t } from './translate.ts';

const REASONS: Readonly<Record<RefusalCode, string>> = {
  integrity: t('its bytes failed a check'),
  untrusted: t('too little evidence'),
  evidenceNotExported: t('its evidence was not exported'),
  changed: t('a change that you have not accepted'),
  lockMismatch: t('not the locked file'),
  unsafeArchive: t('cannot be unpacked'),
  misfit: t('does not run on this machine'),
  noExecutable: t('its program was not found'),
};

/** `refused: too little evidence`; without the reason if it is not known. */
export function refusalWord(refusal: RefusalCode | undefined): string {
  return refusal === undefined ? t('refused') : t('refused: {0}', REASONS[refusal]);
}
