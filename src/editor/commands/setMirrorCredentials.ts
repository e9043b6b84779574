import { authorizationOf } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { t } from '../../words/translate.ts';
import type { Services } from '../services.ts';

const TITLE = t('Set Mirror Credentials');

/** Stores what a mirror asks for, or removes it, in the secret storage. */
export async function setMirrorCredentials({ ui, settings, mirrorSecrets }: Services): Promise<void> {
  const mirrors = settings.current.mirrors.filter(({ kind }) => kind === 'http');
  if (mirrors.length === 0) {
    await ui.inform(t('The setting "mirrors" lists no web address, so there are no credentials to set.'));
    return;
  }
  const rows = mirrors.map((value) => ({ label: plain(value.name, 80), detail: plain(value.template, 200), value }));
  const [only] = mirrors;
  const mirror = mirrors.length === 1 ? only : await ui.pick(rows, { title: TITLE, placeholder: t('Which mirror?') });
  if (!mirror) return;
  const address = plain(mirror.home, 200);
  const secret = await ui.input({
    title: TITLE,
    prompt: t('A token, or user:password, for {0}. Leave it empty to remove what is stored.', address),
    password: true,
    validate: (text) =>
      text.trim() === '' || authorizationOf(text) !== undefined
        ? undefined
        : t('Write one line; a token has no spaces or accents.'),
  });
  if (secret === undefined) return;
  await mirrorSecrets.set(mirror, secret.trim());
  await ui.inform(
    secret.trim() === ''
      ? t('No credentials are sent to {0} any more.', address)
      : t('The credentials for {0} are stored.', address),
  );
}
