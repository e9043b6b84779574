import { EXIT } from './exitCodes.ts';

/** Added below the help of a command. */
export function examplesText(examples: readonly string[]): string {
  const lines = examples.map((example) => `  forgejo-artifacts ${example}`);
  return `\nExamples:\n${lines.join('\n')}`;
}

const MAX_WIDTH = 78;

/** The names of the options of all commands, in lines; their meaning is in the help of the program. */
export function globalOptionsText(names: readonly string[]): string {
  const lines = names.reduce<readonly string[]>((done, name) => {
    const last = done.at(-1);
    const extended = last === undefined ? `  ${name}` : `${last} ${name}`;
    return extended.length <= MAX_WIDTH ? [...done.slice(0, -1), extended] : [...done, `  ${name}`];
  }, []);
  return `\nGlobal options, which "forgejo-artifacts --help" explains:\n${lines.join('\n')}`;
}

/** General facts that no option describes. */
export function helpText(): string {
  return `
Environment:
  FORGEJO_ARTIFACTS_INSTANCES     instances to use if --instance is not given
  FORGEJO_ARTIFACTS_TOKEN         the token for the only instance in FORGEJO_ARTIFACTS_INSTANCES, or if that is not set, for
                                  the only --instance
  FORGEJO_ARTIFACTS_TOKEN_<HOST>  the token for any other instance, such as …_GIT_EXAMPLE_ORG for git.example.org;
                                  "Tokens" in docs/command-line.md says how to spell others
  FORGEJO_ARTIFACTS_MIRROR        mirrors to use if --mirror is not given: addresses that contain {sha256}, separated by spaces
                                  or commas; without it, /cas/{sha256} is appended
  FORGEJO_ARTIFACTS_MIRROR_TOKEN  the token or user:password for the only mirror in FORGEJO_ARTIFACTS_MIRROR, or if that is not
                                  set, for the only --mirror; with _<HOST> and its path, up to {sha256}, for any other
  HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY   proxies, also in lower case; credentials go into the address
  NODE_EXTRA_CA_CERTS             PEM file of more certificate authorities to trust, as with --ca-file

Exit codes:
  ${EXIT.done}    done
  ${EXIT.failed}    something failed
  ${EXIT.usage}    usage error
  ${EXIT.distrusted}    a check failed, for example: not what is locked, or too little evidence
  ${EXIT.notRun}  exec: the command is there, but could not be started
  ${EXIT.noProgram}  exec: there is no such command
  ${EXIT.stopped}  stopped; partial downloads are kept and resumed`;
}
