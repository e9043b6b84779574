import { baseName } from './commandName.ts';
import type { Nominee } from './commandRules.ts';
import type { Programs } from './describeContent.ts';
import { programsOf } from './manifest.ts';
import type { StoredProgram, Manifest } from './manifest.ts';

/** A stored program, and why it counts as the tool's. */
interface Nominated extends Nominee {
  readonly program: StoredProgram;
}

/** Programs that could be commands, and programs that should not become commands. */
export interface Nomination {
  readonly nominated: readonly Nominated[];
  readonly rest: readonly StoredProgram[];
}

/** Programs that were just described. */
export function nominationFrom({ all, chosen }: Programs): Nomination {
  return { nominated: all.map((program) => nominate(program, chosen)), rest: [] };
}

/** All programs of an existing install. `recalled`: the choice for an earlier version. */
export function nominationOf(manifest: Manifest, recalled: readonly string[] | undefined): Nomination {
  // Versions up to 0.1 made every program a command without asking.
  const settled = new Set(manifest.others === undefined ? [] : manifest.executables);
  const isRecalled = (program: StoredProgram): boolean => recalled?.some((name) => isCalled(program, name)) === true;
  const nominated = programsOf(manifest).map((program) => {
    const chosen = settled.has(program) ? 'settled' : isRecalled(program) ? 'before' : undefined;
    return nominate(program, chosen);
  });
  return { nominated, rest: [] };
}

/** The programs of an install that the call names; `undefined` if one of them is not among its programs. */
export function nominationOfNamed(manifest: Manifest, names: readonly string[]): Nomination | undefined {
  const programs = programsOf(manifest);
  const found = names.map((name) => programs.find((program) => isCalled(program, name)));
  const named = new Set(found.filter((program) => program !== undefined));
  if (found.includes(undefined)) return undefined;
  return {
    nominated: [...named].map((program) => nominate(program, 'now')),
    rest: programs.filter((program) => !named.has(program)),
  };
}

function nominate(program: StoredProgram, chosen: Nominee['chosen']): Nominated {
  return { program, command: program.command, chosen };
}

function isCalled({ path: at, command }: StoredProgram, name: string): boolean {
  return [at, baseName(at), command].includes(name);
}
