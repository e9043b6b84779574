import { decodeProject } from '../../../../src/engine/project/decodeProject.ts';
import { putMember } from '../../../../src/engine/project/editJson.ts';
import { fitsGlob } from '../../../../src/engine/project/glob.ts';
import { MAX_FILE_BYTES } from '../../../../src/engine/project/jsonFile.ts';
import { parseJsonText, lineAndColumn } from '../../../../src/engine/project/jsonText.ts';
import { decodeLock } from '../../../../src/engine/project/lockText.ts';
import { readRange } from '../../../../src/engine/versions/range.ts';
import { readTag, versionInTag } from '../../../../src/engine/versions/readTag.ts';
import { resolveVersion } from '../../../../src/engine/versions/resolveVersion.ts';
import { openVersion } from '../../../../src/engine/versions/versionInName.ts';
import { isToolName } from '../../../../src/engine/project/toolName.ts';
import { patternOf } from '../../../../src/engine/project/lockChosen.ts';
import { NAME_SIZE, parser } from '../growth.ts';
import type { AnyParser } from '../growth.ts';
import { lists, texts } from '../hostile.ts';

const JSON_WORDS = ['"', '{', '{"a":', '"a":', '[[', '\\"', '\\u0041', '1e9', '//', 'null,', '{},', '"",'];
const TAG_WORDS = ['1.1', 'v1.', '-rc', '||', '>=', ' - ', '^1 '];
const TOOL = { tool: 'tool', age: { minimumAgeMs: 0, now: 0 } };

/** Parsers of the files of a workspace, and of the versions that they name. */
export const PROJECT_PARSERS: readonly AnyParser[] = [
  parser({
    name: 'a JSON text',
    maxSize: MAX_FILE_BYTES + 1,
    shapes: texts({
      words: JSON_WORDS,
      frames: [
        ['[', ']'],
        ['"', '"'],
        ['{"a":[', '0]}'],
        ['{}', 'x'],
      ],
    }),
    feed: (text) => {
      const parsed = parseJsonText(text);
      lineAndColumn(text, text.length);
      if (parsed.ok && parsed.root.members) putMember(text, parsed.root, ['b', 1]);
    },
  }),
  parser({
    name: 'a workspace file and a lock',
    maxSize: MAX_FILE_BYTES + 1,
    shapes: texts({
      words: [...JSON_WORDS, '"a":{},', '"release":"a/b",'],
      frames: [
        ['{"tools":{', '}}'],
        ['{"lockVersion":1,"tools":{"a":{"release":"', '"}}}'],
        ['{"tools":{"a":{"instance":"https://x","version":"', '"}}}'],
      ],
    }),
    feed: (text) => {
      for (const read of [decodeProject, decodeLock]) {
        try {
          read(text, 'file');
        } catch {
          // The other text still has to be parsed.
        }
      }
    },
  }),
  parser({
    name: 'a lock of many tools and files',
    maxSize: 4096,
    shapes: lists({ tools: (index) => `tool${index}` }),
    feed: (names) => {
      const asset = {
        upstreamId: 'u',
        storage: 'attachment',
        sha256: 'a'.repeat(64),
        evidence: { kind: 'none', from: 'bytes' },
      };
      const tool = {
        instance: 'https://x',
        release: 'a/b',
        version: '1',
        requested: '1',
        assets: { f: asset },
        platforms: { any: 'f' },
      };
      const wanted = { release: 'a/b', version: '1', instance: 'https://x' };
      decodeLock(
        JSON.stringify({ lockVersion: 1, tools: Object.fromEntries(names.map((name) => [name, tool])) }),
        'lock',
      );
      decodeProject(JSON.stringify({ tools: Object.fromEntries(names.map((name) => [name, wanted])) }), 'file');
    },
  }),
  parser({
    name: 'a name matched against a glob',
    shapes: texts({ words: ['ab', '*a'] }),
    feed: (text) => [fitsGlob(text, '*a*b?c*'), fitsGlob('tool-1.2.3-linux', text), isToolName(text)],
  }),
  parser({
    name: 'a tag',
    maxSize: NAME_SIZE,
    shapes: texts({ words: TAG_WORDS }),
    feed: (text) => [
      readTag(text),
      versionInTag(text),
      openVersion('tool-1.2.3', text),
      openVersion(text, 'v1.2.3'),
      patternOf(text, 'v1.2.3'),
      patternOf('tool-1.2.3', text),
      resolveVersion('latest', [{ version: text }], TOOL),
    ],
  }),
  parser({
    name: 'a range of versions in a workspace file',
    maxSize: 256,
    shapes: texts({ words: TAG_WORDS }),
    feed: (text) => [readRange(text), resolveVersion(text, [{ version: 'v1.2.3' }], TOOL)],
  }),
  parser({
    name: 'the tags of a repository',
    maxSize: 4096,
    shapes: lists({
      numbers: (index) => ({ version: `v1.${index}.0`, createdAt: index }),
      series: (index) => ({ version: `tool${index}-v1.0.0`, createdAt: index }),
      words: (index) => ({ version: `nightly-${index}`, createdAt: index }),
    }),
    feed: (versions) => [resolveVersion('latest', versions, TOOL), resolveVersion('^1.2', versions, TOOL)],
  }),
];
