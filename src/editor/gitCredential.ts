import { spawn } from 'node:child_process';

const TIMEOUT_MS = 10_000;

/**
 * The password that `git credential fill` gives for a URL, or `undefined`. Git may ask its helpers but never the person:
 * its prompts would have nowhere to appear.
 */
export async function fillFromGit(url: string, git = 'git'): Promise<string | undefined> {
  const { protocol, host, pathname } = new URL(url);
  const question = `protocol=${protocol.slice(0, -1)}\nhost=${host}\npath=${pathname.slice(1)}\n\n`;
  const answer = await ask(git, question);
  return /^password=(.+)$/m.exec(answer)?.[1];
}

function ask(git: string, question: string): Promise<string> {
  return new Promise((resolve) => {
    const quiet = { GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '', SSH_ASKPASS: '', GCM_INTERACTIVE: 'never' };
    const child = spawn(git, ['-c', 'core.askPass=', 'credential', 'fill'], {
      env: { ...process.env, ...quiet },
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: TIMEOUT_MS,
      windowsHide: true,
    });
    let answer = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (answer += text));
    child.once('error', () => resolve(''));
    child.once('close', (code) => resolve(code === 0 ? answer : ''));
    // A git that is missing or ends early takes no question.
    child.stdin.on('error', () => undefined).end(question);
  });
}
