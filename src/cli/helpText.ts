import { EXIT } from './exitCodes.ts';

/** Added below the help of a command. */
export function examplesText(examples: readonly string[]): string {
  const lines = examples.map((example) => `  forgejo-artifacts ${example}`);
  return `\nExamples:\n${lines.join('\n')}`;
}

/** General facts that no option describes. */
export function helpText(): string {
  return `
Environment:
  FORGEJO_ARTIFACTS_INSTANCES     instances that may be asked, where --instance names none
  FORGEJO_ARTIFACTS_TOKEN         the token for the one instance that is named
  FORGEJO_ARTIFACTS_TOKEN_<HOST>  the token for one of several: GIT_EXAMPLE_ORG for git.example.org, GIT__EXAMPLE_ORG for
                                  git-example.org; any other character is ___ and its two hex digits: ___3A for the colon of
                                  a port, ___2F for the slash of a path
  FORGEJO_ARTIFACTS_MIRROR        mirrors to ask first, where --mirror names none: addresses with {sha256} in them, separated by
                                  spaces or commas; without it /cas/{sha256} is added
  FORGEJO_ARTIFACTS_MIRROR_TOKEN  what the one mirror asks for: a token, or user:password; _<HOST> for one of several, as above
  HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY   proxies, also in small letters; credentials go into the address
  NODE_EXTRA_CA_CERTS             certificates of an authority to trust, as --ca-file

Exit codes:
  ${EXIT.done}    done
  ${EXIT.failed}    something failed
  ${EXIT.usage}    usage error
  ${EXIT.distrusted}    refused: not what is locked, or less evidence than is required
  ${EXIT.stopped}  stopped; the part received is kept for the next time`;
}
