import assert from 'node:assert/strict';
import { startForge } from '../../support/forge/forge.ts';
import type { Forge } from '../../support/forge/forge.ts';
import { ask } from './ask.ts';
import type { Reply } from './ask.ts';
import { headerOf, readCaptures } from './captures.ts';
import type { Exchange } from './captures.ts';
import { recordedContent } from './recordedContent.ts';

const SETUP = 'gitea-1.26.3';

/** What the demo forge does differently from Gitea, by name, with the reason. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'archive-targz': 'source archives are made by git, which the demo forge has not',
  'rel-att-secret-token': 'the web address of an attachment, which the product never asks for',
  'releases-q': 'Gitea looks at no `q` in a list of releases; who filters has to look again',
  'pkg-versions-list': 'a route that only Gitea has, and that the product does not use',
  'pkg-no-latest': 'a route that only Gitea has, and that the product does not use',
};

/** The headers that a client acts on; the wording of the rest may differ. */
const HEADERS = ['content-range', 'accept-ranges', 'etag', 'x-total-count', 'link', 'location'] as const;

describe('the demo forge as Gitea 1.26.3', () => {
  const exchanges = readCaptures(SETUP);
  const replies = new Map<string, Reply>();
  let forge: Forge;

  before(async () => {
    forge = await startForge({ content: recordedContent(exchanges), version: SETUP });
    for (const exchange of exchanges) replies.set(exchange.id, await replay(forge, exchange));
  });
  after(() => forge.close());

  for (const exchange of exchanges.filter(({ name }) => !(name in OTHERWISE))) {
    const { method, path } = exchange.request;
    it(`answers ${exchange.id}: ${method} ${path.slice(0, 90)}`, () => {
      const reply = replies.get(exchange.id);
      assert.ok(reply);
      assert.equal(reply.status, exchange.response.status, 'status');
      for (const header of HEADERS) {
        const actual: string | undefined = reply.headers[header]?.replaceAll(forge.url, '{BASE}/');
        assert.equal(actual, headerOf(exchange, header), header);
      }
      if (exchange.response.status === 403) assert.equal(scopesIn(reply.body.toString()), scopesIn(bodyOf(exchange)));
    });
  }
});

/** The scopes that an answer reports as missing, or the one word that it has instead. */
function scopesIn(text: string): string | undefined {
  return text === 'Forbidden\n' ? text : /required=\[[^\]]*\]/.exec(text)?.[0];
}

function bodyOf({ response: { body } }: Exchange): string {
  return 'text' in body ? body.text : '';
}

function replay({ url }: Forge, { request }: Exchange): Promise<Reply> {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, value.replace(/<token:(.+)>/, '$1')]);
  return ask(url, request.path, { method: request.method, headers: Object.fromEntries(headers) });
}
