import { isVerified } from '../../engine/index.ts';
import type { AssetRecord } from '../../engine/index.ts';
import { changeSentence } from '../../words/changeWords.ts';
import { evidenceSentence } from '../../words/evidenceWords.ts';
import { plain } from '../../words/format.ts';
import type { Choice } from './chooseAsset.ts';
import type { ExtensionManifest } from './extensionManifest.ts';
import { pickSentence } from './installWords.ts';
import type { Question } from './installWords.ts';
import type { Takeover } from './takeover.ts';

/** Sentences about installing extensions of the editor. All pure. */

export interface ExtensionFacts {
  readonly record: AssetRecord;
  readonly manifest: ExtensionManifest;
  /** `alice/ext v1.0.0 on Codeberg` */
  readonly place: string;
}

/** An extension of the editor may do all that the editor may, so this is always asked. */
export function extensionQuestion(
  choice: Choice,
  { record, manifest, place, takeover }: ExtensionFacts & { readonly takeover: Takeover },
): Question {
  const update =
    takeover.kind === 'update' ? ` It updates ${plain(takeover.before, 60)}, which came from the same place.` : '';
  const changes = record.evidence.changes.map((change) => ` ${changeSentence(change)}`).join('');
  const pick = pickSentence(choice);
  return {
    question: `Install the extension ${plain(record.name, 80)} from ${place}?`,
    detail: `It is ${nameOf(manifest)}.${update} ${evidenceSentence(record)}${changes}${pick && ` ${pick}`} Extensions can read your files and run programs.`,
    action: isVerified(record.evidence) ? 'Install' : 'Install Anyway',
  };
}

/** `before`: where what is there came from, if that is known. */
export function replacementQuestion(
  { before: version, is }: Extract<Takeover, { kind: 'replacement' }>,
  { record, manifest, place, before }: ExtensionFacts & { readonly before: string | undefined },
): Question {
  const there = `${plain(manifest.id, 120)} ${plain(version, 60)}`;
  const origin = before === undefined ? 'It did not come from here.' : `It came from ${before}.`;
  const directions = {
    newer: 'This one is newer.',
    older: 'This one is older.',
    same: 'This one says that it is the same version.',
  };
  return {
    question: `Replace ${there} with ${plain(manifest.version, 60)} from ${place}?`,
    detail: `${there} is installed. ${origin} ${is ? directions[is] : 'Which one is newer cannot be told.'} What takes the place of an extension gets its settings and its stored secrets.`,
    action: isVerified(record.evidence) && is === 'newer' ? 'Replace' : 'Install Anyway',
  };
}

/** Why an extension is not installed, whatever anybody says. */
export function refusalSentence(why: 'own' | 'builtin', manifest: ExtensionManifest, place: string): string {
  const reasons = {
    own: 'says that it is this extension, and no key that you trust signed it',
    builtin: 'says that it is an extension that comes with the editor',
  };
  return `${nameOf(manifest)} from ${place} ${reasons[why]}, so it was not installed.`;
}

function nameOf({ id, version }: ExtensionManifest): string {
  return `${plain(id, 120)} ${plain(version, 60)}`;
}
