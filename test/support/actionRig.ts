import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CliRig } from './cliRig.ts';
import { unpackReleased } from './release.ts';
import { useTempDir } from './tempDir.ts';

/** The results of a step. */
interface StepResult {
  readonly code: number;
  /** What the runner reads: the log, with the commands in it. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly path: readonly string[];
}

interface StepCall {
  /** The directory of the action and its file to run. */
  readonly action: string;
  readonly entry: 'plan.cjs' | 'restore.cjs';
  /** A new directory for the runner's own files. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** The program that runs the step. @default this Node */
  readonly node?: string;
}

/**
 * Runs a step as the runners of Forgejo and GitHub do: with files for its outputs, and a shell in which `node` runs the
 * script.
 */
async function runStep({ action, entry, directory, env, node = process.execPath }: StepCall): Promise<StepResult> {
  await mkdir(directory, { recursive: true });
  const [output, path, script] = ['output', 'path', 'script'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  for (const file of [output, path]) await writeFile(file, '');
  await writeFile(script, `require(process.env.GITHUB_ACTION_PATH + '/${entry}')`);
  const { PATH = '', SystemRoot = '', HOME = '' } = process.env;
  const files = { GITHUB_OUTPUT: output, GITHUB_PATH: path, GITHUB_ACTION_PATH: action, RUNNER_TEMP: directory };
  const { code, log } = await new Promise<{ code: number; log: string }>((resolve) => {
    execFile(node, [script], { env: { PATH, SystemRoot, HOME, ...files, ...env } }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), log: stdout + stderr }),
    );
  });
  const added = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return { code, log, outputs: parseOutputs(await readFile(output, 'utf8')), path: added };
}

/** Parses the file as the runner does: `name=value`, or `name<<delimiter` followed by lines up to the delimiter. */
function parseOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    const [, name = '', delimiter] = /^([^=<]+)<<(.*)$/.exec(line) ?? [];
    if (delimiter === undefined) {
      const [, plain, value = ''] = /^([^=]+)=(.*)$/.exec(line) ?? [];
      if (plain !== undefined) outputs[plain] = value;
      continue;
    }
    const end = lines.indexOf(delimiter);
    outputs[name] = lines
      .splice(0, end + 1)
      .slice(0, -1)
      .join('\n');
  }
  return outputs;
}

/** The commands in a log that the runner would execute. */
export function commandsIn(log: string): readonly string[] {
  const commands: string[] = [];
  let resume: string | undefined;
  for (const line of log.split('\n')) {
    const [, name = ''] = /^::([^ :]+)(?: [^:]*)?::/.exec(line) ?? /^##\[([^ \]]+)/.exec(line) ?? [];
    if (name === '' || (resume !== undefined && name !== resume)) continue;
    commands.push(name === resume ? 'resume' : line);
    resume = name === 'stop-commands' ? line.slice('::stop-commands::'.length) : undefined;
  }
  return commands;
}

export interface ActionRig {
  readonly directory: () => string;
  /** The directory with the released action. */
  readonly action: () => string;
  /** The environment of a job in the workspace, with the inputs as the action passes them on. */
  readonly jobEnv: (inputs?: Readonly<Record<string, string>>) => Record<string, string>;
  readonly step: (
    entry: StepCall['entry'],
    env: Readonly<Record<string, string>>,
    rest?: Partial<StepCall>,
  ) => Promise<StepResult>;
}

/** The action as a release contains it. For use inside `describe`. */
export function useAction(rig: CliRig): ActionRig {
  const directory = useTempDir();
  const action = (): string => join(directory(), 'action');
  let calls = 0;
  beforeEach(() => unpackReleased('-action-', action()));
  return {
    directory,
    action,
    jobEnv: (inputs = {}) => ({
      GITHUB_WORKSPACE: rig.directory(),
      XDG_CACHE_HOME: join(directory(), 'cache'),
      INPUT_INSTANCE: rig.forge.url,
      INPUT_TOOLS: '',
      INPUT_CACHE: 'true',
      INPUT_MIRROR: '',
      INPUT_OFFLINE: 'false',
      INPUT_WORKING_DIRECTORY: '.',
      ...inputs,
    }),
    step: (entry, env, rest = {}) => {
      calls += 1;
      return runStep({ action: action(), entry, directory: join(directory(), `step ${calls}`), env, ...rest });
    },
  };
}
