import { compareElfVersions } from './elfVersions.ts';
import { because } from '../fitReason.ts';
import type { FitReason } from '../fitReason.ts';
import type { Header, ProgramHeader } from './program.ts';
import { archName, isSame, osName } from './platform.ts';
import type { Machine } from './platform.ts';

/** Whether the file's header says that it runs on the machine. */
export interface FitProof {
  /** `misfit`: certainly not. `unknown`: the file does not say. */
  readonly verdict: 'runs' | 'emulated' | 'misfit' | 'unknown';
  readonly reasons: readonly FitReason[];
}

/** Compares a header with the machine, and checks that its loader exists. */
export async function proveFit(header: Header, machine: Machine): Promise<FitProof> {
  const proof = proveByHeader(header, machine);
  const loader = header.kind === 'program' ? header.interpreter : undefined;
  const isNeeded = loader !== undefined && proof.verdict !== 'misfit' && machine.os === 'linux';
  if (!isNeeded || (await machine.hasFile?.(loader)) !== false) return proof;
  return { verdict: 'misfit', reasons: [...proof.reasons, because('loaderMissing', loader)] };
}

function proveByHeader(header: Header, machine: Machine): FitProof {
  switch (header.kind) {
    case 'program':
      return header.format === 'portable'
        ? { verdict: 'runs', reasons: [because('severalSystems')] }
        : proveProgram(header, machine);
    case 'script':
      return machine.os === 'win32'
        ? { verdict: 'misfit', reasons: [because('scriptOnWindows', header.interpreter)] }
        : { verdict: 'runs', reasons: [because('script', header.interpreter)] };
    case 'damaged':
      return { verdict: 'misfit', reasons: [because('damaged')] };
    case 'other':
      return { verdict: 'unknown', reasons: [because('notProgram')] };
  }
}

function proveProgram({ os, archs, libc, minimumGlibc, interpreter }: ProgramHeader, machine: Machine): FitProof {
  const system = because('os', osName(os));
  const what = [system, because('archs', ...archs.map(archName))];
  if (!isSame(os, machine.os)) return { verdict: 'misfit', reasons: [...what, because('osHere', osName(machine.os))] };
  const library = proveLibrary({ libc, minimumGlibc, interpreter }, machine);
  if (archs.some((arch) => isSame(arch, machine.arch)))
    return { verdict: library.verdict, reasons: [...what, ...library.reasons] };
  const emulated = machine.emulates.find((arch) => archs.includes(arch));
  if (!emulated) return { verdict: 'misfit', reasons: [...what, because('archHere', archName(machine.arch))] };
  const how = because('emulated', archName(emulated), archName(machine.arch));
  const verdict = library.verdict === 'runs' ? 'emulated' : library.verdict;
  return { verdict, reasons: [system, how, ...library.reasons] };
}

function proveLibrary(
  { libc, minimumGlibc, interpreter }: Pick<ProgramHeader, 'libc' | 'minimumGlibc' | 'interpreter'>,
  machine: Machine,
): FitProof {
  if (machine.os !== 'linux') return { verdict: 'runs', reasons: [] };
  if (libc === 'static') return { verdict: 'runs', reasons: [because('static')] };
  if (libc === undefined) return { verdict: 'unknown', reasons: [because('needsLoader', interpreter ?? '')] };
  const needs = libc === 'gnu' ? because('needsGlibc', minimumGlibc ?? '') : because('needsMusl');
  if (machine.libc === undefined) return { verdict: 'unknown', reasons: [needs, because('libcUnknown')] };
  if (libc !== machine.libc) {
    const here = machine.libc === 'gnu' ? because('glibcHere', '') : because('muslHere');
    return { verdict: 'misfit', reasons: [needs, here] };
  }
  const here = machine.glibcVersion;
  if (minimumGlibc !== undefined && here !== undefined && compareElfVersions(minimumGlibc, here) > 0) {
    return { verdict: 'misfit', reasons: [needs, because('glibcHere', here)] };
  }
  return { verdict: 'runs', reasons: [needs] };
}
