import { spawn } from 'node:child_process';
import { homedir } from 'node:os';

export interface GitCredentialOptions {
  /** @default 'git' */
  readonly git?: string;
  /** @default Date.now */
  readonly now?: () => number;
  /** @default 10_000 */
  readonly timeLimitMs?: number;
}

/** Long enough for the requests of one look at a tree, short enough that a changed credential is soon noticed. */
const KEEP_MS = 60_000;
/** A helper that has nothing now may have something soon: somebody signs in on the command line. */
const KEEP_NOTHING_MS = 10_000;

interface Kept {
  readonly answer: Promise<string | undefined>;
  readonly until: number;
}

/**
 * What `git credential fill` gives for an address. Its helpers may be asked but never the person: prompts of git would
 * have nowhere to appear. Answers are kept in memory for a minute, so that not every request starts a process.
 */
export class GitCredentials {
  readonly #options: Required<GitCredentialOptions>;
  readonly #kept = new Map<string, Kept>();

  constructor(options: GitCredentialOptions = {}) {
    this.#options = { git: 'git', now: Date.now, timeLimitMs: 10_000, ...options };
  }

  /** The password, or `undefined` where git has none, is missing, fails or takes too long. */
  get(url: string): Promise<string | undefined> {
    const { now } = this.#options;
    const kept = this.#kept.get(url);
    if (kept && now() < kept.until) return kept.answer;
    const answer = this.#fill(url);
    this.#kept.set(url, { answer, until: now() + KEEP_MS });
    void answer.then((password) => {
      const current = this.#kept.get(url);
      if (password === undefined && current?.answer === answer)
        this.#kept.set(url, { answer, until: now() + KEEP_NOTHING_MS });
    });
    return answer;
  }

  /** The next question goes to git again. */
  forget(url: string): void {
    this.#kept.delete(url);
  }

  async #fill(url: string): Promise<string | undefined> {
    const { protocol, host, pathname } = new URL(url);
    const question = `protocol=${protocol.slice(0, -1)}\nhost=${host}\npath=${pathname.slice(1)}\n\n`;
    const { git, timeLimitMs } = this.#options;
    return /^password=(.+)$/m.exec(await ask(git, question, timeLimitMs))?.[1];
  }
}

const QUIET_ENV = { GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '', SSH_ASKPASS: '', GCM_INTERACTIVE: 'never' };

/** Git's answer, or '' when there is none. Runs at home, because the settings of an open folder's repository are not the person's own. */
function ask(git: string, question: string, timeLimitMs: number): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(git, ['-c', 'core.askPass=', '-c', 'credential.interactive=false', 'credential', 'fill'], {
      cwd: homedir(),
      env: { ...process.env, ...QUIET_ENV },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    let answer = '';
    const end = (text: string): void => {
      clearTimeout(timer);
      resolve(text);
    };
    const timer = setTimeout(() => {
      child.kill();
      // A helper of git's may live on with the other end of the pipe, which would never close.
      child.stdout.destroy();
      end('');
    }, timeLimitMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (answer += text));
    child.once('error', () => end(''));
    child.once('close', (code) => end(code === 0 ? answer : ''));
    // A git that is missing or ends early takes no question.
    child.stdin.on('error', () => undefined).end(question);
  });
}
