import { compareElfVersions } from './elfVersions.ts';
import type { Header, ProgramHeader } from './program.ts';
import { archName, osName } from './platform.ts';
import type { Machine } from './platform.ts';

/** Whether the file's header says that it runs on the machine. */
export interface FitProof {
  /** `misfit`: certainly not. `unknown`: the file does not say. */
  readonly verdict: 'runs' | 'emulated' | 'misfit' | 'unknown';
  /** For people, with the facts: `Linux, x64, needs glibc 2.34: here is 2.31`. */
  readonly reason: string;
}

/** Compares a header with the machine, and checks that its loader exists. */
export async function proveFit(header: Header, machine: Machine): Promise<FitProof> {
  const proof = proveByHeader(header, machine);
  const loader = header.kind === 'program' ? header.interpreter : undefined;
  const isNeeded = loader !== undefined && proof.verdict !== 'misfit' && machine.os === 'linux';
  if (!isNeeded || (await machine.hasFile?.(loader)) !== false) return proof;
  return { verdict: 'misfit', reason: `${proof.reason}: its loader ${loader} is not on this machine` };
}

function proveByHeader(header: Header, machine: Machine): FitProof {
  switch (header.kind) {
    case 'program':
      return header.format === 'portable'
        ? { verdict: 'runs', reason: 'runs on several systems' }
        : proveProgram(header, machine);
    case 'script':
      return machine.os === 'win32'
        ? { verdict: 'misfit', reason: `a script for ${header.interpreter}: Windows does not run it by itself` }
        : { verdict: 'runs', reason: `a script: needs ${header.interpreter}` };
    case 'damaged':
      return { verdict: 'misfit', reason: 'starts as a program and is damaged' };
    case 'other':
      return { verdict: 'unknown', reason: 'is no program that we know' };
  }
}

function proveProgram({ os, archs, libc, minimumGlibc, interpreter }: ProgramHeader, machine: Machine): FitProof {
  const what = `${osName(os)}, ${archs.map(archName).join(' and ')}`;
  if (os !== machine.os) return { verdict: 'misfit', reason: `${what}: here is ${osName(machine.os)}` };
  const isNative = archs.includes(machine.arch);
  if (!isNative && !machine.emulates.some((arch) => archs.includes(arch))) {
    return { verdict: 'misfit', reason: `${what}: here is ${archName(machine.arch)}` };
  }
  const library = proveLibrary({ libc, minimumGlibc, interpreter }, machine);
  if (library.verdict !== 'runs') return { verdict: library.verdict, reason: `${what}, ${library.reason}` };
  const reason = [what, library.reason].filter((text) => text !== '').join(', ');
  return isNative
    ? { verdict: 'runs', reason }
    : { verdict: 'emulated', reason: `${reason}: runs on ${archName(machine.arch)} under emulation` };
}

function proveLibrary(
  { libc, minimumGlibc, interpreter }: Pick<ProgramHeader, 'libc' | 'minimumGlibc' | 'interpreter'>,
  machine: Machine,
): FitProof {
  if (machine.os !== 'linux') return { verdict: 'runs', reason: '' };
  if (libc === 'static') return { verdict: 'runs', reason: 'static: runs on any libc' };
  if (libc === undefined) return { verdict: 'unknown', reason: `needs ${interpreter ?? 'a loader'}` };
  const needs = libc === 'gnu' ? ['needs glibc', minimumGlibc].filter(Boolean).join(' ') : 'needs the loader of musl';
  if (machine.libc === undefined)
    return { verdict: 'unknown', reason: `${needs}: could not detect the C library of this machine` };
  if (libc !== machine.libc)
    return { verdict: 'misfit', reason: `${needs}: here is ${machine.libc === 'gnu' ? 'glibc' : 'musl'}` };
  const here = machine.glibcVersion;
  if (minimumGlibc !== undefined && here !== undefined && compareElfVersions(minimumGlibc, here) > 0) {
    return { verdict: 'misfit', reason: `${needs}: here is ${here}` };
  }
  return { verdict: 'runs', reason: needs };
}
