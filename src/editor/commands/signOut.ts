import { urls } from '../../engine/index.ts';
import { chooseInstance } from '../account/chooseInstance.ts';
import type { Flow } from '../flow.ts';
import type { Instance } from '../instances.ts';

const TOKEN_PAGE = 'Open Token Page';

/** Deletes the token that is kept for an instance. What the instance knows of it is not ours to change. */
export async function signOut(flow: Flow, target?: unknown): Promise<void> {
  const signedIn = await instancesWithToken(flow);
  if (signedIn.size === 0) return void (await flow.ui.inform('You are not signed in anywhere.'));
  const instance = await chooseInstance(flow, target, 'Sign Out', (one) => signedIn.has(one.setting.url));
  if (!instance) return;
  const { url, name, token } = instance.setting;
  if (token.kind !== 'secret') {
    const source = token.kind === 'env' ? `the environment variable ${token.name}` : 'git’s credential helpers';
    const message = `The token of ${name} comes from ${source}. To use none, change "token" in the settings.`;
    return void (await flow.ui.inform(message));
  }
  await flow.tokens.delete(url);
  flow.instances.forgetToken(url);
  const message = `Signed out of ${name}. The token still exists there; delete it on its page if it is not needed any more.`;
  if ((await flow.ui.inform(message, TOKEN_PAGE)) === TOKEN_PAGE) await flow.ui.openExternal(urls.tokenPage(url).href);
}

async function instancesWithToken(flow: Flow): Promise<ReadonlySet<string>> {
  const bases = flow.instances.list().map(({ setting }: Instance) => setting.url);
  const tokens = await Promise.all(bases.map((base) => flow.tokens.get(base)));
  return new Set(bases.filter((_base, index) => tokens[index] !== undefined));
}
