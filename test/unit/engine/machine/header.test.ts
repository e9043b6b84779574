import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import { readFileHeader } from '../../../../src/engine/machine/fileHeader.ts';
import { readHeader } from '../../../../src/engine/machine/header.ts';
import type { Header } from '../../../../src/engine/machine/program.ts';
import { elf, fatMachO, machO, pe } from '../../../support/programs.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const [X64, ARM64, IA32, ARM] = [62, 183, 3, 40];
const [MAC_X64, MAC_ARM64] = [0x0100_0007, 0x0100_000c];

function read(bytes: Buffer): Promise<Header> {
  return readHeader({ read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)) });
}

/** `format os archs libc glibc`. */
async function summary(bytes: Buffer): Promise<string> {
  const header = await read(bytes);
  if (header.kind !== 'program') return header.kind === 'script' ? `script ${header.interpreter}` : header.kind;
  const { format, os, archs, libc, minimumGlibc } = header;
  return [format, os, archs.join('+'), libc, minimumGlibc].filter((part) => part !== undefined).join(' ');
}

const GNU = '/lib64/ld-linux-x86-64.so.2';
const NEEDS = ['GLIBC_2.2.5', 'GLIBC_2.34', 'GLIBC_2.9', 'GLIBC_PRIVATE', 'GCC_3.0'];

describe('reading the header of a program', () => {
  for (const [what, bytes, expected] of [
    ['a program for glibc', elf({ machine: X64, interpreter: GNU, versions: NEEDS }), 'elf linux x64 gnu 2.34'],
    ['one that needs no library version', elf({ machine: X64, interpreter: GNU }), 'elf linux x64 gnu'],
    [
      'one with packed relocations',
      elf({ machine: X64, interpreter: GNU, versions: ['GLIBC_2.17', 'GLIBC_ABI_DT_RELR'] }),
      'elf linux x64 gnu 2.36',
    ],
    ['a program for musl', elf({ machine: ARM64, interpreter: '/lib/ld-musl-aarch64.so.1' }), 'elf linux arm64 musl'],
    ['a static program', elf({ machine: ARM64, type: 2 }), 'elf linux arm64 static'],
    ['a static position-independent one', elf({ machine: X64 }), 'elf linux x64 static'],
    [
      '32 bits',
      elf({ machine: IA32, bits: 32, interpreter: '/lib/ld-linux.so.2', versions: ['GLIBC_2.4'] }),
      'elf linux ia32 gnu 2.4',
    ],
    ['32-bit ARM', elf({ machine: ARM, bits: 32, interpreter: '/lib/ld-linux-armhf.so.3' }), 'elf linux arm gnu'],
    ['the x32 ABI', elf({ machine: X64, bits: 32 }), 'elf linux other static'],
    [
      'the other byte order',
      elf({ machine: 22, isLittle: false, interpreter: '/lib/ld64.so.1', versions: ['GLIBC_2.27'] }),
      'elf linux s390x gnu 2.27',
    ],
    ['RISC-V', elf({ machine: 243, type: 2 }), 'elf linux riscv64 static'],
    ['LoongArch', elf({ machine: 258, type: 2 }), 'elf linux loong64 static'],
    ['POWER', elf({ machine: 21, type: 2 }), 'elf linux ppc64le static'],
    ['POWER in the other byte order', elf({ machine: 21, type: 2, isLittle: false }), 'elf linux other static'],
    ['arm64 in the other byte order', elf({ machine: ARM64, type: 2, isLittle: false }), 'elf linux other static'],
    ['Android', elf({ machine: ARM64, interpreter: '/system/bin/linker64' }), 'elf android arm64'],
    ['FreeBSD, by its brand', elf({ machine: X64, osAbi: 9 }), 'elf freebsd x64'],
    ['OpenBSD, by its note', elf({ machine: X64, note: 'OpenBSD' }), 'elf openbsd x64'],
    ['NetBSD, by its loader', elf({ machine: X64, interpreter: '/usr/libexec/ld.elf_so' }), 'elf netbsd x64'],
    ['an unknown loader', elf({ machine: X64, interpreter: '/nix/odd' }), 'elf linux x64'],
    ['an object file', elf({ machine: X64, type: 1 }), 'other'],
    ['Windows on x64', pe(0x8664), 'pe win32 x64'],
    ['Windows on arm64', pe(0xaa64), 'pe win32 arm64'],
    ['32-bit Windows', pe(0x14c), 'pe win32 ia32'],
    ['a header far into the file', pe(0x8664, 0x10000), 'pe win32 x64'],
    ['macOS on arm64', machO(MAC_ARM64), 'machO darwin arm64'],
    ['a universal program', fatMachO([MAC_X64, MAC_ARM64]), 'machO darwin x64+arm64'],
    ['a universal program with 64-bit offsets', fatMachO([MAC_ARM64, MAC_X64], true), 'machO darwin arm64+x64'],
    ['a portable program', Buffer.from(`MZqFpD='\n${' '.repeat(80)}`), 'portable other x64+arm64 static'],
    ['a shell script', Buffer.from('#!/bin/sh\necho'), 'script sh'],
    ['a script with arguments', Buffer.from('#! /usr/bin/perl -w\r\n'), 'script perl'],
    ['a script with env', Buffer.from('#!/usr/bin/env -S A=1 node --no-warnings\n'), 'script node'],
    ['a script without an interpreter', Buffer.from('#!\n'), 'damaged'],
    ['a Java class', Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 65, 0, 0, 0, 0]), 'other'],
    ['a zip', Buffer.from('PK\x03\x04'.padEnd(80)), 'other'],
    ['nothing', Buffer.alloc(0), 'other'],
    ['a program for DOS', Buffer.from('MZ'.padEnd(200, '\0')), 'other'],
  ] as const) {
    it(`recognises ${what}`, async () => assert.equal(await summary(bytes), expected));
  }

  for (const [what, bytes] of [
    ['a truncated ELF header', elf({ machine: X64 }).subarray(0, 40)],
    ['truncated program headers', elf({ machine: X64 }).subarray(0, 70)],
    ['an ELF without a class', Buffer.concat([Buffer.from('\x7fELF\x09\x09', 'latin1'), Buffer.alloc(80)])],
    ['a truncated Windows header', pe(0x8664).subarray(0, 0x84)],
    ['a truncated table of slices', fatMachO([MAC_X64, MAC_ARM64, MAC_X64]).subarray(0, 60)],
  ] as const) {
    it(`reports ${what} as damaged`, async () => assert.equal(await summary(bytes), 'damaged'));
  }

  it('reads little of a file, whatever its header claims, and does not throw', async () => {
    const programs = [
      elf({ machine: X64, interpreter: GNU, versions: NEEDS }),
      pe(0x8664),
      fatMachO([MAC_X64, MAC_ARM64]),
    ];
    const change = fc.tuple(fc.nat(0x500), fc.integer({ min: 0, max: 255 }));
    const check = async (program: Buffer, changes: readonly (readonly [number, number])[]): Promise<void> => {
      const bytes = Buffer.from(program);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      let total = 0;
      await readHeader({
        read: (offset, length) => {
          total += length;
          return Promise.resolve(bytes.subarray(offset, offset + length));
        },
      });
      assert.ok(total < 1024 * 1024);
    };
    await fc.assert(fc.asyncProperty(fc.constantFrom(...programs), fc.array(change, { maxLength: 12 }), check));
  });
});

describe('reading the header of a file', () => {
  const temp = useTempDir();

  it('recognises the program that runs this test', async () => {
    const header = await readFileHeader(process.execPath);
    assert.equal(header.kind, 'program');
    assert.ok(header.kind === 'program' && header.os === process.platform);
    assert.ok((header.archs as readonly string[]).includes(process.arch));
  });

  it('treats an impossible offset as the end of the file', async () => {
    const file = path.join(temp(), 'liar');
    const bytes = elf({ machine: X64 });
    bytes.fill(0xff, 32, 40);
    await writeFile(file, bytes);
    assert.deepEqual(await readFileHeader(file), { kind: 'damaged' });
  });

  it('fails for a missing file', async () => {
    await assert.rejects(readFileHeader(path.join(temp(), 'none')), { code: 'ENOENT' });
  });
});
