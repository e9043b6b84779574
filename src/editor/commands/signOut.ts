import { urls } from '../../engine/index.ts';
import { chooseInstance } from '../account/chooseInstance.ts';
import { tokenSourceWords } from '../account/tokenSourceWords.ts';
import type { Services } from '../services.ts';
import type { Instance } from '../instances.ts';
import { t } from '../../words/translate.ts';

const TOKEN_PAGE = t('Open Token Page');

/** Deletes the stored token of an instance. The token stays valid on the instance until it is revoked there. */
export async function signOut(services: Services, target?: unknown): Promise<void> {
  const signedIn = await instancesWithToken(services);
  if (signedIn.size === 0) {
    await services.ui.inform(t('You are not signed in anywhere.'));
    return;
  }
  const instance = await chooseInstance(services, target, t('Sign Out'), (one) => signedIn.has(one.setting.url));
  if (!instance) return;
  const { url, name, token } = instance.setting;
  if (token.kind !== 'secret') {
    const message = t(
      'The token for {0} comes from {1}. To stop using it, change "token" in the settings.',
      name,
      tokenSourceWords(token),
    );
    await services.ui.inform(message);
    return;
  }
  await services.tokens.delete(url);
  services.instances.forgetToken(url);
  const message = t(
    'Signed out of {0}. The token still exists there; delete it on its page if it is not needed any more.',
    name,
  );
  if ((await services.ui.inform(message, TOKEN_PAGE)) === TOKEN_PAGE)
    await services.ui.openExternal(urls.tokenPage(url).href);
}

async function instancesWithToken(services: Services): Promise<ReadonlySet<string>> {
  const bases = services.instances.list().map(({ setting }: Instance) => setting.url);
  const tokens = await Promise.all(bases.map((base) => services.tokens.get(base)));
  return new Set(bases.filter((_base, index) => tokens[index] !== undefined));
}
