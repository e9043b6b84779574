import type { OpenedBody } from '../../src/engine/ports.ts';
import { ForgejoAssetClient } from '../../src/engine/forgejo/client.ts';
import type { ClientOptions } from '../../src/engine/forgejo/client.ts';
import { HttpClient } from '../../src/engine/http/httpClient.ts';
import { createUndiciTransport, systemClock } from '../../src/engine/index.ts';
import type { TokenFinding } from '../../src/engine/index.ts';
import { ContentBuilder } from './forge/content.ts';
import type { ForgeContent } from './forge/content.ts';
import { startForge } from './forge/forge.ts';
import type { Forge, ForgeOptions } from './forge/forge.ts';
import { MemoryLog } from './memoryLog.ts';

/** Tokens of alice, each with only the rights in its name. */
export const TOKENS = {
  all: 'demo-token-that-may-everything',
  repository: 'demo-token-for-repositories',
  package: 'demo-token-for-packages',
  user: 'demo-token-for-users',
  organization: 'demo-token-for-organizations',
} as const;

/** A small forge with something of each kind. */
export function clientContent(): ForgeContent {
  const builder = new ContentBuilder();
  builder
    .account('alice')
    .account('bob')
    .account('tools', { kind: 'organization', members: ['alice'] });
  builder.account('vault', { kind: 'organization', private: true, members: ['alice'] });
  for (const [scope, value] of Object.entries(TOKENS)) builder.token(value, 'alice', [scope]);
  const hello = builder.repository('alice', 'hello', { oldNames: ['greeting'], description: 'Says hello' });
  for (let number = 1; number <= 54; number += 1) builder.release(hello, `v0.${number}`);
  builder.release(hello, 'release/1.0', { 'slash.bin': Buffer.from('slash') });
  builder.release(hello, '@scope/hello@1.0+x%41', { 'odd.bin': Buffer.from('odd') });
  builder.release(hello, 'v1.0', { 'hello.bin': Buffer.alloc(5000, 'hello') }, { title: 'One', notes: '# One' });
  builder.release(hello, 'v2.0-rc1', {}, { prerelease: true });
  builder.release(hello, 'v2.0', {}, { draft: true });
  const links = builder.repository('alice', 'links');
  builder.release(links, 'v1', { 'far.bin': 'https://cdn.example/far.bin', 'near.bin': 'http://127.0.0.1:9/near.bin' });
  const secret = builder.repository('alice', 'secret', { private: true });
  builder.release(secret, 'v1', { 'secret.bin': Buffer.from('secret') });
  builder.repository('alice', 'silent', { releasesUnit: false });
  builder.repository('alice', 'empty');
  builder.repository('tools', 'saw');
  builder.repository('tools', 'forge', { private: true });
  builder.repository('vault', 'inner');
  for (const version of ['1.0', '1.1', '2.0']) {
    builder.packageVersion('alice', 'te-st', version, { 'tool.bin': Buffer.from(`tool ${version}`) });
  }
  builder.packageVersion('alice', 'te_st', '9', { 'other.bin': Buffer.from('other') });
  builder.packageVersion('tools', 'sdk', 'a/b', { 'f.bin': Buffer.from('slash') });
  builder.packageVersion('vault', 'key', '1', { 'key.bin': Buffer.from('key') });
  return builder.content;
}

/** A demo forge and a client of it, whose token may change at any time. */
export class ClientRig {
  readonly forge: Forge;
  readonly client: ForgejoAssetClient;
  readonly log = new MemoryLog();
  /** The findings that the client reported, oldest first. */
  readonly findings: TokenFinding[] = [];
  token: string | undefined;
  readonly #transport = createUndiciTransport();

  private constructor(forge: Forge, options: Partial<ClientOptions>) {
    this.forge = forge;
    this.client = new ForgejoAssetClient({
      base: forge.url,
      http: this.http(),
      token: () => Promise.resolve(this.token),
      resolve: () => Promise.resolve([]),
      onTokenFinding: (finding) => void this.findings.push(finding),
      ...options,
    });
  }

  static async start(forge: Partial<ForgeOptions> = {}, options: Partial<ClientOptions> = {}): Promise<ClientRig> {
    return new ClientRig(await startForge({ content: clientContent(), ...forge }), options);
  }

  http(): HttpClient {
    const retry = { baseDelayMs: 0 };
    const [transport, log, userAgent] = [this.#transport, this.log, () => 'forgejo-artifacts'];
    return new HttpClient({ transport, clock: systemClock, log, userAgent, retry });
  }

  /** The requests to the forge so far, as `path` or, with a token, `path +token`. */
  get asked(): string[] {
    return this.forge.requests.map(({ path, headers }) => `${path}${headers.authorization ? ' +token' : ''}`);
  }

  async close(): Promise<void> {
    await this.forge.close();
    await this.#transport.close();
  }
}

export async function readBody(opened: OpenedBody): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of opened.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
