import assert from 'node:assert/strict';
import { startForge } from '../../support/forge/forge.ts';
import type { Forge, ForgeOptions } from '../../support/forge/forge.ts';
import { ask } from './ask.ts';
import type { Reply } from './ask.ts';
import { readCaptures } from './captures.ts';
import type { Exchange } from './captures.ts';
import { compareReply } from './compareReply.ts';
import type { Names } from './compareReply.ts';
import { recordedContent } from './recordedContent.ts';

const FOREIGN_ROOT = 'http://internal.example.test:3000/forge/';
const ROOT = 'http://root.example.test/';

/** Each recorded set-up, with the options of the demo forge that correspond to it. */
const SETUPS: Readonly<Record<string, Omit<ForgeOptions, 'content'>>> = {
  'v11.0.15': { version: '11.0.15' },
  'v12.0.4': { version: '12.0.4' },
  'v15.0.3': { version: '15.0.3' },
  'v17.0.0-dev-38': { version: '17.0.0-dev-38' },

  'v11.0.15-sign-in-required': { version: '11.0.15', signInRequired: true },
  'v12.0.4-foreign-root-url': { version: '12.0.4', foreignRootUrl: FOREIGN_ROOT },
  'v12.0.4-sub-path-behind-nginx': { version: '12.0.4', subPath: 'git', decodingProxy: true },
  'v12.0.4-behind-compressing-proxy': { version: '12.0.4', compressingProxy: true, foreignRootUrl: ROOT },
};

/** The recorded builds of these versions set cookies differently from the published ones. */
const NO_COOKIES: ReadonlySet<string> = new Set(['v15.0.3', 'v17.0.0-dev-38']);

/** Differences that the demo forge may have, by name, with the reason. */
const OUT_OF_SCOPE: Readonly<Record<string, string>> = {
  'archive-targz': 'source archives are made by git, which the demo forge has not; the product does not fetch them',
};

for (const [setup, options] of Object.entries(SETUPS)) {
  describe(`the demo forge as ${setup}`, () => {
    const exchanges = readCaptures(setup);
    const original = `v${options.version}`;
    const isOriginal = setup === original;
    // The other set-ups ran with the data of these two.
    const content = recordedContent(isOriginal ? exchanges : readCaptures(original));
    const replies = new Map<string, Reply>();
    let forge: Forge;
    let names: Names;

    before(async () => {
      forge = await startForge({ content, ...options });
      const addresses = [
        ['{BASE}/', forge.url],
        ['{ROOT}/', ROOT],
      ] as const;
      names = { addresses, ignoreDownloadCounts: !isOriginal, ignoreCookies: NO_COOKIES.has(setup) };
      // The order matters, because a download changes the counts in later answers.
      for (const exchange of exchanges) replies.set(exchange.id, await replay(forge, exchange));
    });
    after(() => forge.close());

    for (const exchange of exchanges.filter(({ name }) => !(name in OUT_OF_SCOPE))) {
      const { method, path, headers } = exchange.request;
      const who = /<token:(.+)>/.exec(headers['Authorization'] ?? '')?.[1] ?? 'anonymous';
      it(`answers ${exchange.id}: ${method} ${path.slice(0, 90)} as ${who}`, () => {
        const reply = replies.get(exchange.id);
        assert.ok(reply);
        compareReply(exchange, reply, names);
      });
    }
  });
}

/** A token that no server knew. Some repeat it in the answer. */
const GARBAGE = 'f'.repeat(40);

function replay({ url }: Forge, { request }: Exchange): Promise<Reply> {
  const tokenOf = (_: string, who: string): string => (who === 'garbage' ? GARBAGE : who);
  const named = Object.entries(request.headers).map(([name, value]) => [name, value.replace(/<token:(.+)>/, tokenOf)]);
  return ask(url, request.path, { method: request.method, headers: Object.fromEntries(named) });
}

describe("exchanges out of the contract's scope", () => {
  it('is part of the recording', () => {
    const recorded = new Set(Object.keys(SETUPS).flatMap((setup) => readCaptures(setup).map(({ name }) => name)));
    assert.deepEqual(
      Object.keys(OUT_OF_SCOPE).filter((name) => !recorded.has(name)),
      [],
    );
  });
});
