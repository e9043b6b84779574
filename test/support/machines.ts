import type { Machine } from '../../src/engine/machine/platform.ts';

export type PlatformId =
  | 'linux-x64-gnu'
  | 'linux-x64-musl'
  | 'linux-arm64-gnu'
  | 'linux-arm64-musl'
  | 'darwin-x64'
  | 'darwin-arm64'
  | 'win32-x64'
  | 'win32-arm64';

/** The features that every x64 processor of the last ten years has. */
const FEATURES: Machine['cpuFeatures'] = ['v2', 'v3', 'avx', 'avx2'];

function linux(arch: 'x64' | 'arm64', libc: 'gnu' | 'musl'): Machine {
  const glibcVersion = libc === 'gnu' ? '2.35' : undefined;
  return { os: 'linux', arch, emulates: [], libc, glibcVersion, ...(arch === 'x64' && { cpuFeatures: FEATURES }) };
}

function other(os: 'darwin' | 'win32', arch: 'x64' | 'arm64', emulates: Machine['emulates']): Machine {
  const none = { libc: undefined, glibcVersion: undefined };
  return { os, arch, emulates, ...none, ...(arch === 'x64' && { cpuFeatures: FEATURES }) };
}

/** Typical machines: Macs with Rosetta, Windows 11. */
export const MACHINES: Readonly<Record<PlatformId, Machine>> = {
  'linux-x64-gnu': linux('x64', 'gnu'),
  'linux-x64-musl': linux('x64', 'musl'),
  'linux-arm64-gnu': linux('arm64', 'gnu'),
  'linux-arm64-musl': linux('arm64', 'musl'),
  'darwin-x64': other('darwin', 'x64', []),
  'darwin-arm64': other('darwin', 'arm64', ['x64']),
  'win32-x64': other('win32', 'x64', ['ia32']),
  'win32-arm64': other('win32', 'arm64', ['x64', 'ia32']),
};
