import { missingScopes, refusalError } from '../../../../src/engine/forgejo/answers.ts';
import { parseContentRange } from '../../../../src/engine/forgejo/assetBody.ts';
import { isLoginPage, isWithin, ontoBase } from '../../../../src/engine/forgejo/credentialGuard.ts';
import { decode, toInstanceInfo } from '../../../../src/engine/forgejo/decode.ts';
import { parseTotal, toPage } from '../../../../src/engine/forgejo/pages.ts';
import { isLoopbackHost, isPrivateAddress, isPrivateHost } from '../../../../src/engine/forgejo/privateHost.ts';
import { parseSliced } from '../../../../src/engine/forgejo/slicedJson.ts';
import { packageFilesSchema, releaseSchema } from '../../../../src/engine/forgejo/schemas.ts';
import { parseMirror } from '../../../../src/engine/mirror/mirrorAddress.ts';
import { assetUrl, normaliseBase } from '../../../../src/engine/forgejo/urls.ts';
import { htmlPageKind, isHtmlType } from '../../../../src/engine/http/htmlPage.ts';
import { redirectTarget } from '../../../../src/engine/http/redirects.ts';
import { parseRateLimit } from '../../../../src/engine/http/rateHeaders.ts';
import { parseRetryAfter } from '../../../../src/engine/http/retry.ts';
import { parseAssetAddress } from '../../../../src/engine/forgejo/assetAddress.ts';
import { parseAddress } from '../../../../src/editor/find/typedAddress.ts';
import { readAddress } from '../../../../src/engine/forgejo/addressTarget.ts';
import { matchRemote, webAddressOfRemote } from '../../../../src/engine/forgejo/gitRemotes.ts';
import { makeAsset } from '../../makeAsset.ts';
import { parser } from '../growth.ts';
import type { AnyParser } from '../growth.ts';
import { texts } from '../hostile.ts';
import type { Frame } from '../hostile.ts';

const BASE = 'https://git.example.org/sub/';
const URL_WORDS = ['%', 'https://', '%2e', '%2f', '//', '/api/v1/', 'xn--', '.local', '[::', '/user/login', '1.'];
const IN_URL: readonly Frame[] = [
  ['https://', '/'],
  [BASE, ' '],
  ['https://git.example.org/', '#x'],
];
const URL_HERE = new URL(`${BASE}api/v1/x`);

/** Parsers of server answers and addresses. */
export const ANSWER_PARSERS: readonly AnyParser[] = [
  parser({
    name: 'the JSON of an answer, read in slices',
    shapes: texts({
      words: ['"', '{', '{"a":', '"a":', '[[', '\\"', '\\u0041', '1e9', 'null,', '{},', '"",'],
      frames: [
        ['[', ']'],
        ['"', '"'],
        ['{"a":[', '0]}'],
      ],
    }),
    // Shorter than all compared inputs, because a text of one piece is left to the faster `JSON.parse`.
    feed: (text) => parseSliced(text, { pieceLength: 1024 }).catch(() => undefined),
  }),
  parser({
    name: 'the rate limit headers of a server',
    shapes: texts({ words: ['"a";r=0;t=9,', ';', '=', 'limit=1,', '"', ' ', 'w=1;', '0'] }),
    feed: (text) => parseRateLimit(text),
  }),
  parser({
    name: 'the texts in the answer for a release',
    shapes: texts({ words: ['sha256:', 'forgejo', '+gitea'] }),
    feed: (text) => {
      const asset = { name: text, uuid: text, sha256: text, created_at: text, browser_download_url: text };
      toInstanceInfo({ version: text });
      decode(packageFilesSchema, [{ name: 'x', sha256: text, sha512: `sha512:${text}` }], URL_HERE);
      decode(
        releaseSchema,
        { id: 1, tag_name: text, name: text, body: text, created_at: text, assets: [asset] },
        URL_HERE,
      );
    },
  }),
  parser({
    name: 'the text of a refusal',
    shapes: texts({
      words: ['"', 'required scope(s): [', 'action="', '<title>', 'signed in user', '/user/login', 'read:'],
      frames: [
        ['action="', '"'],
        ['<title>', 'x'],
        ['required scope(s): [', 'x'],
      ],
    }),
    feed: (text) => {
      const answer = { url: URL_HERE, status: 403, header: () => text };
      const refusal = {
        answer,
        text,
        subject: { what: 'release', name: 'x' },
        authority: 'withToken',
        now: 0,
      } as const;
      refusalError(refusal);
      refusalError({ ...refusal, answer: { ...answer, status: 404 } });
      refusalError({ ...refusal, answer: { ...answer, status: 429 } });
      return [missingScopes(text), htmlPageKind(text), isHtmlType(text), parseRetryAfter(text, 0), /^\s*</.test(text)];
    },
  }),
  parser({
    name: 'headers',
    shapes: texts({
      words: ['rel="next', 'bytes ', '1-2/3'],
      frames: [
        ['bytes ', ' '],
        ['Mon, ', ' GMT'],
      ],
    }),
    feed: (text) => [
      parseTotal(text),
      parseContentRange(text),
      parseRetryAfter(text, 0),
      toPage([1], { page: 1, header: (name) => (name === 'link' ? text : undefined) }),
    ],
  }),
  parser({
    name: 'the target of a redirect',
    shapes: texts({ words: URL_WORDS, frames: IN_URL }),
    feed: (text) => {
      isPrivateAddress(text);
      const url = redirectTarget({ url: URL_HERE, status: 303, header: () => text }) ?? URL_HERE;
      return [isWithin(url, BASE), isLoginPage(url), ontoBase(url, BASE), isPrivateHost(url), isLoopbackHost(url)];
    },
  }),
  parser({
    name: 'an address that was typed or is in a git remote',
    shapes: texts({
      words: [...URL_WORDS, 'git@', '.git'],
      frames: [...IN_URL, ['git@host:', '/x'], ['ssh://a/b', 'x']],
    }),
    feed: (text) => [
      normaliseBase(text),
      parseAddress(text),
      parseMirror(text),
      matchRemote(text, [BASE, 'https://host/']),
    ],
  }),
  parser({
    name: 'the address of a file',
    shapes: texts({
      words: URL_WORDS,
      frames: [
        [`${BASE}a/b/releases/download/`, '/x'],
        [BASE, ''],
      ],
    }),
    feed: (text) => {
      parseAssetAddress(text, [BASE]);
      readAddress(text, [BASE]);
      webAddressOfRemote(text);
      assetUrl(makeAsset({ storage: 'external', externalUrl: text }));
    },
  }),
];
