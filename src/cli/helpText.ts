import { EXIT } from './exitCodes.ts';

/** What no option says. */
export function helpText(): string {
  return `
Environment:
  FORGEJO_ARTIFACTS_INSTANCES     instances that may be asked, where --instance names none
  FORGEJO_ARTIFACTS_TOKEN         the token for the one instance that is named
  FORGEJO_ARTIFACTS_TOKEN_<HOST>  the token for one of several: GIT_EXAMPLE_ORG for git.example.org

Exit codes:
  ${EXIT.done}    done
  ${EXIT.failed}    something failed
  ${EXIT.usage}    wrongly called
  ${EXIT.distrusted}    something is not what it has to be: other than locked, or not vouched for as demanded
  ${EXIT.stopped}  stopped; what was received is kept for the next time`;
}
