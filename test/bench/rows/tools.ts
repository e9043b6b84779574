import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Row, Setting } from '../bench.ts';
import type { Params } from '../contenders/contender.ts';
import type { Measures } from '../meter.ts';
import { absent, against } from '../result.ts';
import type { Result } from '../result.ts';
import { alternate } from '../rounds.ts';
import type { Entry } from '../rounds.ts';
import { toolName } from '../tools/names.ts';
import { NO_MISE, cli, curlScript, withTools } from '../tools/setting.ts';
import type { ToolUser } from '../tools/setting.ts';

type Command = Pick<Params, 'command' | 'env'>;

/** Runs a program in a directory of its own, or in one that is kept. */
const entry = (params: Command, where: Pick<Entry, 'fill' | 'directory'> = {}): Entry => ({
  contender: 'wholeProcess',
  params,
  ...where,
});

const NOTHING: Command = { command: [process.execPath, '-e', '0'], env: {} };

/** The wall-clock time with its aim, and the CPU time of both for information. */
function compared(name: string, ours: Measures, [rival, its]: readonly [string, Measures], atMost?: number): Result[] {
  return [
    against({ name, value: ours.ms, unit: 'ms' }, [rival, its.ms], atMost),
    against({ name: `${name}, CPU`, value: ours['cpuMs'] ?? NaN, unit: 'ms' }, [rival, its['cpuMs'] ?? NaN], undefined),
  ];
}

function comparedWithMise(
  name: string,
  { ours, mise }: Partial<Record<string, Measures>>,
  rival: string,
  atMost?: number,
): Result[] {
  if (!ours) return [];
  if (mise) return compared(name, ours, [rival, mise], atMost);
  return [absent({ name, value: ours.ms, unit: 'ms' }, rival, NO_MISE)];
}

const filled = (user: ToolUser, isLocked: boolean): Pick<Entry, 'fill'> => ({
  fill: (directory) => user.fill(directory, { isLocked }),
});

export const restoreCold: Row = {
  name: 'restoreCold',
  run: (setting) =>
    withTools(setting, async ({ ours, mise, url }) => {
      const entries: Record<string, Entry> = {
        ours: entry(ours.install, filled(ours, true)),
        curl: entry(curlScript(url, setting.sizes.tools)),
      };
      if (mise) entries['mise'] = entry(mise.install, filled(mise, true));
      const found = await alternate(entries, { ...setting, ...setting.sizes });
      const name = `restore ${setting.sizes.tools} tools, cold, fsynced`;
      const curl = found['curl'] ? (['curl, sha256sum, tar, 4 at once; no syncs', found['curl']] as const) : undefined;
      return [
        ...comparedWithMise(name, found, 'mise install; no syncs', 1),
        ...(curl && found['ours'] ? compared(name, found['ours'], curl, 0.9) : []),
      ];
    }),
};

/** A directory in which a command already ran once, as the next call finds it. */
async function usedBy(user: ToolUser, command: Command, setting: Setting): Promise<string> {
  const directory = await mkdtemp(join(setting.directory, `${user.name}-`));
  await user.fill(directory, { isLocked: true });
  await alternate({ once: entry(command, { directory }) }, { ...setting, rounds: 1 });
  return directory;
}

export const restoreWarm: Row = {
  name: 'restoreWarm',
  run: (setting) =>
    withTools(setting, async ({ ours, mise }) => {
      const entries: Record<string, Entry> = {
        ours: entry(ours.install, { directory: await usedBy(ours, ours.install, setting) }),
        node: entry(NOTHING),
      };
      if (mise) {
        entries['mise'] = entry(mise.install, { directory: await usedBy(mise, mise.install, setting) });
      }
      const found = await alternate(entries, { ...setting, ...setting.sizes });
      const name = `restore ${setting.sizes.tools} tools again, all there`;
      const { ours: again, node } = found;
      return [
        ...(again && node ? compared(name, again, ['node -e 0', node], 3) : []),
        ...comparedWithMise(name, found, 'mise install; no syncs'),
      ];
    }),
};

export const update: Row = {
  name: 'update',
  run: (setting) =>
    withTools(setting, async ({ ours, mise }) => {
      const users = mise ? { ours, mise } : { ours };
      const cold = Object.fromEntries(
        Object.entries(users).map(([name, user]) => [name, entry(user.lock, filled(user, false))]),
      );
      const warm: Record<string, Entry> = {};
      for (const [name, user] of Object.entries(users)) {
        warm[name] = entry(user.lock, { directory: await usedBy(user, user.lock, setting) });
      }
      const options = { ...setting, ...setting.sizes };
      const name = `lock ${setting.sizes.tools} tools`;
      return [
        ...comparedWithMise(`${name}, cold`, await alternate(cold, options), 'mise lock', 0.7),
        ...comparedWithMise(`${name}, again`, await alternate(warm, options), 'mise lock', 0.7),
      ];
    }),
};

export const commandLine: Row = {
  name: 'commandLine',
  run: (setting) =>
    withTools(setting, async ({ ours }) => {
      const directory = await usedBy(ours, ours.install, setting);
      const at = ['--cache', '{directory}/cache'];
      const found = await alternate(
        {
          version: entry({ command: cli('--version'), env: {} }),
          which: entry({ command: cli('which', toolName(0), ...at), env: {} }, { directory }),
          node: entry(NOTHING),
        },
        { ...setting, ...setting.sizes },
      );
      return [
        ...compared('command line: --version', found.version, ['node -e 0', found.node], 1.5),
        ...compared('command line: which', found.which, ['node -e 0', found.node], 1.5),
      ];
    }),
};
