import type { AssetRecord } from '../../engine/index.ts';
import { enumerate, formatSize, plain } from '../../words/format.ts';
import { reasonsToKeep } from '../choose/onlyCopy.ts';
import type { ReasonsToKeep } from '../choose/onlyCopy.ts';
import { sweepNamedFiles } from '../downloads/namedFiles.ts';
import { showFailureOf } from '../inBackground.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

const UNDO = t('Undo');

/** Removes one file from the cache. Asks first if it may be missed, and offers Undo. */
export async function removeOne(services: Services, record: AssetRecord): Promise<void> {
  const { cache } = services.engine.get();
  const why = reasonSentences(await reasonsToKeep(services, record));
  const question = t('Remove {0} from the cache?', plain(record.name, 80));
  if (why.length > 0 && !(await services.ui.confirm(question, why.join(' '), t('Remove')))) return;
  const taken = await cache.takeOut(record.key, { alsoKept: record.kept });
  if (!taken) return;
  services.downloads.clear([record.key]);
  await sweepNamedFiles(services.engine.directory, (key) => key !== record.key);
  showFailureOf(services, offerUndo(services, taken));
}

async function offerUndo({ ui, engine }: Services, record: AssetRecord): Promise<void> {
  const name = plain(record.name, 80);
  const pressed = await ui.inform(t('Removed {0}, {1}.', name, formatSize(record.sizeBytes)), UNDO);
  if (pressed !== UNDO || (await engine.get().cache.putBack(record))) return;
  await ui.inform(t('{0} could not be put back, because it is no longer on this machine. Download it again.', name));
}

/** Why the file may be missed, in sentences; empty if it would not be. Pure. */
function reasonSentences({ locked, upstream, isKept }: ReasonsToKeep): readonly string[] {
  const folders = enumerate(
    locked.map((name) => plain(name, 60)),
    'and',
  );
  return [
    ...(isKept ? [t('You keep this file in the cache.')] : []),
    ...(locked.length > 0 ? [t('The lock of {0} needs exactly this file.', folders)] : []),
    ...(upstream === 'replaced' ? [t('The instance has replaced it, so it cannot be downloaded again.')] : []),
    ...(upstream === 'gone'
      ? [t('The instance no longer shows it, so it may not be possible to download it again.')]
      : []),
  ];
}
