import { parseTrustedKey } from '../../engine/index.ts';
import type { Asset } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import type { OfferedKeys } from './offeredKeys.ts';
import { signersOf } from './signersOf.ts';
import { t } from '../../words/translate.ts';

/** Asks which Sigstore identity and issuer to trust; suggests what the file at hand claims. */
export async function askForIdentity(
  services: Services,
  asset: Asset | undefined,
  title: string,
): Promise<OfferedKeys | undefined> {
  const signers = asset ? await signersOf(services, asset) : [];
  const [suggestedIdentity = '', suggestedIssuer = ''] =
    signers.find(({ scheme }) => scheme === 'sigstore')?.keyId.split(' ') ?? [];
  const identity = await services.ui.input({
    title,
    prompt: t('Who signs: the address of a workflow or an e-mail address. It may end with @refs/tags/* for any tag'),
    placeholder: 'https://codeberg.org/owner/repo/.forgejo/workflows/release.yml@refs/tags/*',
    value: suggestedIdentity,
    validate: (text) =>
      problemOf(text, ANY_ISSUER, t('This must be one address without spaces; only the tag may be *.')),
  });
  if (identity === undefined) return undefined;
  const issuer = await services.ui.input({
    title,
    prompt: t('Who identified the signer: the address of the OpenID provider'),
    placeholder: ANY_ISSUER,
    value: suggestedIssuer,
    validate: (text) => problemOf(identity, text, t('This must be a web address without spaces.')),
  });
  if (issuer === undefined) return undefined;
  const isSuggested = identity === suggestedIdentity && issuer === suggestedIssuer;
  const from = isSuggested ? t('the signature itself') : t('your input');
  return { texts: [lineOf(identity, issuer)], from, isFromRelease: isSuggested };
}

const ANY_ISSUER = 'https://token.actions.githubusercontent.com';

function problemOf(identity: string, issuer: string, problem: string): string | undefined {
  return parseTrustedKey(lineOf(identity, issuer)).ok ? undefined : problem;
}

function lineOf(identity: string, issuer: string): string {
  return `sigstore:${identity.trim()} ${issuer.trim()}`;
}
