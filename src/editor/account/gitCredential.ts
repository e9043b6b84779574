import { homedir } from 'node:os';
import { runSystemCommand } from '../../engine/index.ts';
import { findGit, gitEnvironment } from './gitEnvironment.ts';

interface GitCredentialOptions {
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** @default Date.now */
  readonly now?: () => number;
  /** @default 10_000 */
  readonly timeLimitMs?: number;
}

/** Long enough for the requests that draw one tree, short enough to notice a changed credential soon. */
const KEEP_MS = 60_000;
/** A helper without an answer may have one soon, once the user signs in on the command line. */
const KEEP_NOTHING_MS = 10_000;

interface CachedAnswer {
  readonly answer: Promise<string | undefined>;
  readonly until: number;
}

/**
 * What `git credential fill` returns for an address. Git asks its helpers but does not prompt, because there is no terminal
 * for that; a keyring may still ask on the display. Answers stay in memory for a minute, so that not every request starts a process.
 */
export class GitCredentials {
  readonly #options: Required<GitCredentialOptions>;
  readonly #answers = new Map<string, CachedAnswer>();

  constructor(options: GitCredentialOptions = {}) {
    this.#options = { env: process.env, now: Date.now, timeLimitMs: 10_000, ...options };
  }

  /** The password, or `undefined` if git has none, is missing, fails or takes too long. */
  get(url: string): Promise<string | undefined> {
    const { now } = this.#options;
    const cached = this.#answers.get(url);
    if (cached && now() < cached.until) return cached.answer;
    const answer = this.#fill(url);
    this.#answers.set(url, { answer, until: now() + KEEP_MS });
    const note = (password: string | undefined): void => {
      const current = this.#answers.get(url);
      if (password === undefined && current?.answer === answer)
        this.#answers.set(url, { answer, until: now() + KEEP_NOTHING_MS });
    };
    // The caller gets the error.
    answer.then(note, () => undefined);
    return answer;
  }

  /** Makes the next call ask git again. */
  forget(url: string): void {
    this.#answers.delete(url);
  }

  async #fill(url: string): Promise<string | undefined> {
    const { protocol, host, pathname } = new URL(url);
    const question = `protocol=${protocol.slice(0, -1)}\nhost=${host}\npath=${pathname.slice(1)}\n\n`;
    return /^password=(.+)$/m.exec(await this.#ask(question))?.[1];
  }

  /** Git's answer, or '' if there is none. */
  async #ask(input: string): Promise<string> {
    const { env, timeLimitMs } = this.#options;
    const clean = await gitEnvironment(env);
    const file = await findGit(clean);
    if (file === undefined) return '';
    const args = ['-c', 'core.askPass=', '-c', 'credential.interactive=false', 'credential', 'fill'];
    // Run in the home directory: the settings of an open folder's repository are not the user's own.
    const answer = await runSystemCommand({ file, args, env: clean, cwd: homedir(), input, timeLimitMs });
    return answer?.exitCode === 0 ? answer.stdout : '';
  }
}
