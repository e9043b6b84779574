import { readAssetName } from '../../../../src/engine/match/assetName.ts';
import { splitExtensions } from '../../../../src/engine/match/fileExtensions.ts';
import { isInstallable } from '../../../../src/engine/match/formats.ts';
import { matchAssets } from '../../../../src/engine/match/matchAssets.ts';
import { platformWord } from '../../../../src/engine/match/platformWords.ts';
import { toolOfAsset } from '../../../../src/engine/match/toolOfAsset.ts';
import { tokenise } from '../../../../src/engine/match/tokenise.ts';
import { commandName, isCalledAs, isCommandName, namingContext } from '../../../../src/engine/install/commandName.ts';
import { newerVersions } from '../../../../src/engine/versions/newerVersion.ts';
import { versionRemover } from '../../../../src/engine/versions/versionInName.ts';

import { InstallLayout, toolOf } from '../../../../src/engine/install/installLayout.ts';
import { isDeviceName, safeFileName } from '../../../../src/engine/safeName.ts';
import { fileKind, inOrder } from '../../../../src/editor/tree/fileKind.ts';
import { keyFilesOf } from '../../../../src/editor/trust/keyFiles.ts';
import { makeAsset } from '../../makeAsset.ts';
import { MACHINES } from '../../machines.ts';
import { NAME_SIZE, parser } from '../growth.ts';
import type { AnyParser } from '../growth.ts';
import { lists, texts } from '../hostile.ts';

const WORDS = [
  'linux',
  'macosx',
  'mac',
  'win',
  '64',
  'x86',
  'ubuntu1',
  '.tar',
  '.gz',
  '1.1',
  'sums',
  '-linux-',
  '.pkg.tar.',
];
const machine = MACHINES['linux-x64-gnu'];
const TOOL = { tool: 'tool' };
const OPTIONS = { machine, version: 'v1.2.3', repo: 'tool' };
const SOURCE = { kind: 'release', owner: 'alice', repo: 'tool' } as const;
const MANY = {
  'one tool each': (index: number) => `tool${index}-plan9-mips`,
  'one platform': (index: number) => `tool${index}-linux`,
  'words without numbers': (index: number) =>
    `${String(index).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))}-linux`,
  'no platform': (index: number) => `tool${index}.zip`,
  'one of another platform first': (index: number) => (index === 0 ? 'tool-darwin-arm64' : `tool${index}-linux-x64`),
  'one name': () => 'tool-linux-x64',
};

/** Parsers of file names. */
export const NAME_PARSERS: readonly AnyParser[] = [
  parser({
    name: 'a file name, for the machine it is for',
    maxSize: NAME_SIZE,
    shapes: texts({ words: WORDS }),
    feed: async (name) => [
      tokenise(name),
      platformWord(name),
      splitExtensions(name),
      isInstallable(name),
      readAssetName(name, { withoutVersion: versionRemover('v1.2.3'), tools: ['tool'], shared: new Set() }),
      matchAssets([name], OPTIONS),
      await toolOfAsset(name, [name], OPTIONS),
    ],
  }),
  parser({
    name: 'the tag of a release, with the names of its files',
    maxSize: NAME_SIZE,
    shapes: texts({ words: WORDS }),
    feed: (version) => matchAssets(['tool-1.2.3-linux-x64', `tool-${version}-linux-x64`], { ...OPTIONS, version }),
  }),
  parser({
    name: 'the name of a repository and of a tool, with the names of files',
    maxSize: NAME_SIZE,
    shapes: texts({ words: WORDS }),
    feed: (repo) => [
      matchAssets([`${repo}-linux-x64`, 'tool-linux-x64'], { ...OPTIONS, repo }),
      matchAssets([`${repo}-linux-x64`], { ...OPTIONS, tool: repo }),
    ],
  }),
  parser({
    name: 'the files of a release',
    maxSize: 4096,
    shapes: lists(MANY),
    feed: async (names) => [
      matchAssets(names, OPTIONS),
      matchAssets(names, { ...OPTIONS, tool: 'saw' }),
      await toolOfAsset('x', names, OPTIONS),
    ],
  }),
  parser({
    name: 'the tag of an update',
    maxSize: NAME_SIZE,
    shapes: texts({ words: WORDS }),
    feed: (version) => [
      newerVersions('v1.0.0', [{ version, createdAt: 1 }], TOOL),
      newerVersions(version, [{ version: 'v1.0.0', createdAt: 1 }], TOOL),
    ],
  }),
  parser({
    name: 'the tags of updates',
    maxSize: 4096,
    shapes: lists({ 'one more each': (index) => ({ version: `v1.${index}.0`, createdAt: index }) }),
    feed: (versions) => newerVersions('v1.0.0', versions, TOOL),
  }),
  parser({
    name: 'the name of a program',
    maxSize: NAME_SIZE,
    shapes: texts({ words: [...WORDS, '.exe'] }),
    feed: (name) => [
      commandName(name, namingContext({ version: 'v1', names: ['tool'], isWholeAsset: true })),
      isCalledAs(`bin/${name}`, namingContext({ version: name, names: ['tool', name], isWholeAsset: false })),
      isCommandName(name),
      safeFileName(name),
      isDeviceName(name),
      new InstallLayout('/x').tool(toolOf({ instance: 'https://git.example.org/', source: SOURCE }, name)),
    ],
  }),
  parser({
    name: 'the kind of a file',
    maxSize: NAME_SIZE,
    shapes: texts({
      words: WORDS,
      frames: [
        ['a', '-.x'],
        ['', '/x'],
      ],
    }),
    feed: (name) => [fileKind(name), keyFilesOf([makeAsset({ name })])],
  }),
  parser({
    name: 'the order of files',
    maxSize: 4096,
    shapes: lists({ 'all of them first': (index) => ({ name: `tool${index}-linux` }) }),
    feed: (files) => inOrder(files, files.map(({ name }) => name).toReversed()),
  }),
];
