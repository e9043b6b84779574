import { tokensOf, tokenVariable } from '../../../../src/cli/instances.ts';
import { parseDigest } from '../../../../src/editor/commands/pinDigest.ts';
import { describeProxy } from '../../../../src/editor/diagnose/proxyFacts.ts';
import { block, code, link, text } from '../../../../src/editor/documents/markdown.ts';
import { quotedNotes } from '../../../../src/editor/documents/notes.ts';
import { typedCommand } from '../../../../src/editor/installs/typedCommand.ts';
import { withInstance } from '../../../../src/editor/settings/instanceEntries.ts';
import { parseHosts } from '../../../../src/editor/settings/allowedHosts.ts';
import { parseInstances } from '../../../../src/editor/settings/parseInstances.ts';
import { parseMirrors, parseMirrorsOnly } from '../../../../src/editor/settings/parseMirrors.ts';
import { parseRequire } from '../../../../src/editor/settings/parseRequire.ts';
import { parseSettings } from '../../../../src/editor/settings/parseSettings.ts';
import { parseTrustedKeys } from '../../../../src/editor/settings/parseTrustedKeys.ts';
import { plain } from '../../../../src/words/format.ts';
import { NAME_SIZE, parser } from '../growth.ts';
import type { AnyParser } from '../growth.ts';
import { lists, texts } from '../hostile.ts';

const HERE = new URL('https://git.example.org/');

/** Functions that show texts or parse settings. */
export const SHOWN_PARSERS: readonly AnyParser[] = [
  parser({
    name: 'release notes',
    shapes: texts({
      words: ['[](http://a)', '![', '](', 'https://', '```', '~~~\n', '```\n```\n'],
      frames: [['```\n', '\n~~~']],
    }),
    feed: (notes) => [quotedNotes(notes), plain(notes), text(notes), code(notes), link(notes, notes), block([notes])],
  }),
  parser({
    name: 'a setting',
    shapes: texts({
      words: ['https://', '@', '1.1', 'kb'],
      frames: [
        ['1', 'x'],
        ['https://a', '@b'],
        [' https://', '/'],
      ],
    }),
    feed: (value) => {
      const ignore = (): void => undefined;
      parseSettings(() => value);
      parseHosts([value], ignore);
      parseDigest(value);
      parseInstances([{ url: value, name: value, owners: [value], repositories: [value], token: value }], ignore);
      parseInstances([{ url: 'https://a', token: { env: value } }], ignore);
      parseRequire({ everywhere: value, byPlace: { [value]: 'pin' } }, ['https://a/'], ignore);
      parseTrustedKeys([{ instance: 'https://a', owner: value, key: value }], ignore);
      parseMirrors([value, `https://a/${value}`], ignore);
      parseMirrorsOnly(value, ignore);
      withInstance([value], 'https://a/');
    },
  }),
  parser({
    name: 'settings of many entries',
    maxSize: 4096,
    shapes: lists({ instances: (index) => `https://git${index}.example.org` }),
    feed: (urls) => parseInstances(urls, () => undefined),
  }),
  parser({
    name: 'environment variables, and the name of a command',
    maxSize: NAME_SIZE,
    shapes: texts({ words: [':1', '*.', 'http://'] }),
    feed: (value) => {
      tokenVariable(`https://git.example.org/${encodeURIComponent(value.toWellFormed())}/`);
      tokensOf(['https://git.example.org/'], { FORGEJO_ARTIFACTS_TOKEN: value });
      for (const shell of ['zsh', 'fish', 'pwsh', 'cmd.exe', value])
        typedCommand({ command: value, linked: false, path: value }, { isOnPath: true, shell });
      const settings = { transport: 'editor', proxy: value, proxySupport: 'on', noProxy: [value], env: {} } as const;
      describeProxy(HERE, settings);
      describeProxy(HERE, { ...settings, noProxy: [] });
    },
  }),
];
