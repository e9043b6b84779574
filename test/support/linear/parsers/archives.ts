import { baseName } from '../../../../src/engine/install/commandName.ts';
import { compareElfVersions } from '../../../../src/engine/machine/elfVersions.ts';
import { parseCpuFlags, parseCpuInfo } from '../../../../src/engine/machine/cpu.ts';
import { parseOsRelease } from '../../../../src/engine/machine/distribution.ts';
import { parseAge } from '../../../../src/engine/age.ts';
import { detectMachine } from '../../../../src/engine/machine/machine.ts';
import { readShebang } from '../../../../src/engine/machine/shebang.ts';
import { entryPath } from '../../../../src/engine/unpack/entryPath.ts';
import { DEFAULT_UNPACK_LIMITS } from '../../../../src/engine/unpack/limits.ts';
import { checkLink } from '../../../../src/engine/unpack/checkLink.ts';
import { NameTree } from '../../../../src/engine/unpack/nameTree.ts';
import { parseMap } from '../../../../src/engine/unpack/sparse.ts';
import { readTar } from '../../../../src/engine/unpack/tar.ts';
import { parsePax } from '../../../../src/engine/unpack/pax.ts';
import { parseCentralHeaders } from '../../../../src/engine/unpack/zipHeaders.ts';
import { tarBytes } from '../../archives/tarBytes.ts';
import { parser } from '../growth.ts';
import type { AnyParser } from '../growth.ts';
import { lists, texts } from '../hostile.ts';

/** Parsers of archives and of the headers of programs. */
export const ARCHIVE_PARSERS: readonly AnyParser[] = [
  parser({
    name: 'a path in an archive',
    shapes: texts({ words: ['../', './', 'a/', 'con'] }),
    feed: (name) => {
      entryPath(name, { ...DEFAULT_UNPACK_LIMITS, platform: 'win32' });
      new NameTree('darwin').claim(entryPath(name, { ...DEFAULT_UNPACK_LIMITS, platform: 'linux' }), { kind: 'file' });
      return baseName(name);
    },
  }),
  parser({
    name: 'the target of a link in an archive',
    shapes: texts({ words: ['../', './', 'a/', 'link/'] }),
    feed: (target) => {
      const tree = new NameTree('linux');
      tree.claim(['a'], { kind: 'directory' });
      tree.claim(['link'], { kind: 'symlink', target });
      checkLink(tree, [], ['a', 'x'], '../link');
      checkLink(tree, [], ['link'], target);
    },
  }),
  parser({
    name: 'a pax header',
    shapes: texts({
      words: ['5 a=\n', '6 bc=\n', '11 path=ab\n', '23 GNU.sparse.offset=1\n'],
      frames: [['1048576 path=', '\n']],
    }),
    feed: (text) => [parseMap(text), parsePax(Buffer.from(text))],
  }),
  parser({
    name: 'a tar file of one name',
    shapes: texts({ words: ['../'] }),
    feed: async (name) => {
      const file = tarBytes([
        { name: 'long', type: 'L', body: `${name}\0` },
        { name: name.slice(0, 99), body: 'x' },
      ]);
      async function* bytes(): AsyncGenerator<Uint8Array> {
        yield file;
      }
      for await (const _ of readTar(bytes(), () => undefined));
    },
  }),
  parser({
    name: 'the directory of a zip file',
    maxSize: 16 * 1024,
    shapes: lists({ entries: (index) => `file${index}` }),
    feed: (names) => parseCentralHeaders(Buffer.concat(names.map(centralHeader)), names.length),
  }),
  parser({
    name: 'the first line of a script, and the output of a probe',
    shapes: texts({
      words: ['/usr/bin/env ', 'GLIBC ', '2.35', '1.1', '--x '],
      frames: [
        ['#!', 'x'],
        ['', '2.35 x'],
        ['GLIBC ', ' x'],
      ],
    }),
    feed: async (text) => {
      readShebang(Buffer.from(text));
      parseCpuInfo(`flags: ${text}`);
      parseCpuFlags(text);
      parseOsRelease(`ID=${text}`);
      parseAge(text);
      compareElfVersions(text, '2.35');
      await detectMachine({
        platform: 'linux',
        arch: 'x64',
        release: text,
        env: {},
        glibcVersion: () => undefined,
        exists: () => Promise.resolve(false),
        text: () => Promise.resolve(text),
        output: () => Promise.resolve(text),
      });
    },
  }),
];

function centralHeader(name: string): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(Buffer.byteLength(name), 28);
  return Buffer.concat([header, Buffer.from(name)]);
}
