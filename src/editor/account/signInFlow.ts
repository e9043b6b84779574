import { isEngineError, urls } from '../../engine/index.ts';
import type { InstanceClient, TokenFinding } from '../../engine/index.ts';
import { shortBase } from '../find/typedAddress.ts';
import { showFailureOf } from '../inBackground.ts';
import type { Services } from '../services.ts';
import type { Instance } from '../instances.ts';
import { tokenSourceWords } from './tokenSourceWords.ts';
import { WANTED_SCOPES, scopeNames, tokenProblem, tokenSentence } from './tokenWords.ts';
import { t } from '../../words/translate.ts';

interface TokenCheck {
  readonly finding: TokenFinding;
  readonly login: string | undefined;
}

/** Signs in with a stored token, or checks one that comes from elsewhere, and says what it allows. */
export async function signInTo(services: Services, { setting }: Instance): Promise<void> {
  if (setting.token.kind !== 'secret') return checkForeignToken(services, setting);
  const result = await askForToken(services, setting.url, setting.name);
  if (result) await sayResult(services, setting.url, result);
}

/** Asks for a token and stores it. `undefined` when the user cancels. */
async function askForToken(services: Services, base: string, name: string): Promise<TokenCheck | undefined> {
  const page = urls.tokenPage(base).href;
  const title = t('Sign In to {0}', name);
  const way = await services.ui.pick(
    [
      { label: t('I have a token'), icon: 'key', value: 'enter' as const },
      {
        label: t('Open the page for creating tokens'),
        icon: 'link-external',
        description: shortBase(page),
        detail: t('Choose Read for {0}', scopeNames()),
        value: 'open' as const,
      },
    ],
    { title, placeholder: t('A token shows private repositories and lists your own') },
  );
  if (!way) return undefined;
  if (way === 'open') await services.ui.openExternal(page);
  let result: TokenCheck | undefined;
  const token = await services.ui.input({
    title,
    prompt: t('Token with {0}', WANTED_SCOPES),
    placeholder: t('Paste the token'),
    password: true,
    validate: tokenProblem,
    check: async (text, signal) => {
      const typed = text.trim();
      if (typed === '') return t('Paste the token, or press Escape to continue without one.');
      const engine = services.engine.get();
      // A server may allow more requests with a token.
      await engine.liftHold(new URL(base).host);
      result = await checkToken(engine.probe(base, typed), signal);
      return result.finding.state === 'refused'
        ? t(
            '{0} does not know this token. Check that you copied all of it, and that it was created there and not revoked.',
            new URL(base).host,
          )
        : undefined;
    },
  });
  if (token === undefined || !result) return undefined;
  await services.tokens.store(base, token.trim());
  return result;
}

/** A token from the environment or from git is not stored here, only explained. */
async function checkForeignToken(
  services: Services,
  { url: base, name, token: source }: Instance['setting'],
): Promise<void> {
  const origin = tokenSourceWords(source);
  services.tokens.forgetGitAnswer(base);
  if ((await services.tokens.get(base)) === undefined) {
    await services.ui.warn(
      source.kind === 'env'
        ? t(
            '{0} takes its token from the environment variable {1}, which is not set on the machine where the extension runs. Set it and restart the editor, or change "token" in the settings.',
            name,
            source.name,
          )
        : t(
            '{0} takes its token from git’s credential helpers, which have none stored. Sign in once with git in a terminal, or change "token" in the settings.',
            name,
          ),
    );
    return;
  }
  const result = await services.ui.progress(t('Checking the token of {0}', name), async (_report, signal) =>
    checkToken(services.engine.get().client(base), signal),
  );
  if (result.finding.state === 'refused') {
    services.instances.setFinding(base, result.finding);
    await services.ui.warn(t('{0} does not know the token from {1}. It may have been revoked.', name, origin));
    return;
  }
  if (result.finding.state === 'malformed') {
    services.instances.setFinding(base, result.finding);
    await services.ui.warn(
      t(
        'The token from {0} contains a space or another character that no token has, so it was not sent to {1}.',
        origin,
        name,
      ),
    );
    return;
  }
  await sayResult(services, base, result, t('It comes from {0}.', origin));
}

async function checkToken(client: InstanceClient, signal: AbortSignal): Promise<TokenCheck> {
  const finding = await client.features({ refresh: true, signal });
  if (finding.state !== 'accepted' || finding.missing.includes('user')) return { finding, login: undefined };
  try {
    return { finding, login: (await client.whoAmI({ signal })).login };
  } catch (error) {
    // The name of the token's owner is only for display.
    signal.throwIfAborted();
    if (!isEngineError(error)) throw error;
    return { finding, login: undefined };
  }
}

async function sayResult(services: Services, base: string, { finding, login }: TokenCheck, more = ''): Promise<void> {
  services.instances.setFinding(base, finding);
  services.instances.setLogin(base, login);
  const sentence = [tokenSentence(services.instances.nameOf(base), login, finding), more].join(' ').trim();
  if (finding.missing.length === 0) {
    await services.ui.inform(sentence);
    return;
  }
  showFailureOf(services, offerAgain(services, base, sentence));
}

/** A message with a button has room for more than one line. */
async function offerAgain(services: Services, base: string, sentence: string): Promise<void> {
  const again = t('Sign In Again');
  const instance = services.instances.get(base);
  if ((await services.ui.warn(sentence, again)) === again && instance) await signInTo(services, instance);
}
