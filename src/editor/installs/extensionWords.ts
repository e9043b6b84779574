import { isVerified } from '../../engine/index.ts';
import type { AssetRecord } from '../../engine/index.ts';
import { changeSentence } from '../../words/changeWords.ts';
import { evidenceSentence } from '../../words/evidenceWords.ts';
import { plain } from '../../words/format.ts';
import type { ChosenAsset } from './chooseAsset.ts';
import type { ExtensionManifest } from './extensionManifest.ts';
import { pickSentences } from './installWords.ts';
import type { Question } from './installWords.ts';
import type { Takeover } from './takeover.ts';
import { t } from '../../words/translate.ts';

/** Sentences about installing editor extensions. All pure. */

interface ExtensionFacts {
  readonly record: AssetRecord;
  readonly manifest: ExtensionManifest;
  /** `alice/ext v1.0.0 on Codeberg` */
  readonly origin: string;
}

/** Always asked, because an extension may do everything the editor may. */
export function extensionQuestion(
  choice: ChosenAsset,
  { record, manifest, origin, takeover }: ExtensionFacts & { readonly takeover: Takeover },
): Question {
  return {
    question: t('Install the extension {0} from {1}?', plain(record.name, 80), origin),
    detail: [
      t('It is {0}.', nameOf(manifest)),
      ...(takeover.kind === 'update'
        ? [t('It updates {0}, which came from the same place.', plain(takeover.before, 60))]
        : []),
      evidenceSentence(record),
      ...record.evidence.changes.map(changeSentence),
      ...pickSentences(choice),
      t('Extensions can read your files and run programs.'),
    ].join(' '),
    action: isVerified(record.evidence) ? t('Install') : t('Install Anyway'),
  };
}

/** `before`: the source of the present version, if known. */
export function replacementQuestion(
  { before: version, is }: Extract<Takeover, { kind: 'replacement' }>,
  { record, manifest, origin, before }: ExtensionFacts & { readonly before: string | undefined },
): Question {
  const there = `${plain(manifest.id, 120)} ${plain(version, 60)}`;
  const beforeSentence = before === undefined ? t('It was installed some other way.') : t('It came from {0}.', before);
  const directions = {
    newer: t('This one is newer.'),
    older: t('This one is older.'),
    same: t('This one claims to be the same version.'),
  };
  return {
    question: t('Replace {0} with {1} from {2}?', there, plain(manifest.version, 60), origin),
    detail: [
      t('{0} is installed.', there),
      beforeSentence,
      is ? directions[is] : t('It is unclear which one is newer.'),
      t('An extension that replaces another one gets its settings and its stored secrets.'),
    ].join(' '),
    action: isVerified(record.evidence) && is === 'newer' ? t('Replace') : t('Install Anyway'),
  };
}

/** Why an extension is not installed, whatever the user answers. */
export function refusalSentence(why: 'own' | 'builtin', manifest: ExtensionManifest, origin: string): string {
  return why === 'own'
    ? t(
        '{0} from {1} claims to be this extension, but no key that you trust signed it, so it was not installed.',
        nameOf(manifest),
        origin,
      )
    : t(
        '{0} from {1} claims to be an extension that comes with the editor, so it was not installed.',
        nameOf(manifest),
        origin,
      );
}

function nameOf({ id, version }: ExtensionManifest): string {
  return `${plain(id, 120)} ${plain(version, 60)}`;
}
