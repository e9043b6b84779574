import { t } from './translate.ts';

/** Where bytes that failed a check are, as one sentence if they are kept. */
export function quarantineSentence(path: string | undefined): readonly string[] {
  return path === undefined
    ? []
    : [t('The file stays in quarantine at {0} for 14 days, or until the space is needed.', path)];
}
