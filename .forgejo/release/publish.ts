import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Destination } from './destination.ts';

/** Of the answers what is needed. Forgejo, Gitea and GitHub agree on it. */
interface Release {
  readonly id: number;
  readonly tag_name: string;
  readonly draft: boolean;
  readonly html_url: string;
  readonly upload_url: string;
}

type Body = string | FormData | Uint8Array<ArrayBuffer>;
type Call = <Answer>(method: string, url: string, body?: Body, type?: string) => Promise<Answer>;

const TIMEOUT_MS = 300_000;
const JSON_TYPE = 'application/json';

/**
 * Publishes a folder as the release of a tag, and gives its web address. The release is a draft until it has all files, so
 * nobody sees half of it; a draft that an earlier run left is replaced.
 *
 * @throws if the tag has a published release already, or the server refuses something
 */
export async function publishRelease(folder: string, destination: Destination): Promise<string> {
  const { api, repository, tag } = destination;
  const call = caller(destination);
  const releases = `${api}/repos/${repository}/releases`;
  const there = await call<readonly Release[]>('GET', `${releases}?limit=50&per_page=50`);
  for (const release of there.filter(({ tag_name }) => tag_name === tag)) {
    if (!release.draft) throw new Error(`${tag} is already published, and a published release is never changed.`);
    await call('DELETE', `${releases}/${release.id}`);
  }
  const body = await readFile(path.join(folder, 'NOTES.md'), 'utf8');
  const about = { tag_name: tag, name: tag, body, draft: true, prerelease: tag.includes('-') };
  const { id, upload_url: uploads } = await call<Release>('POST', releases, JSON.stringify(about), JSON_TYPE);
  for (const name of (await readdir(folder)).sort()) {
    await upload(call, uploads, name, await readFile(path.join(folder, name)));
  }
  const published = await call<Release>('PATCH', `${releases}/${id}`, JSON.stringify({ draft: false }), JSON_TYPE);
  return published.html_url;
}

/** GitHub gives a URL template and takes the bytes; Forgejo and Gitea, in all their versions, take a form. */
async function upload(call: Call, uploads: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const [address = '', template] = uploads.split('{');
  const url = `${address}?name=${encodeURIComponent(name)}`;
  if (template !== undefined) return call('POST', url, bytes, 'application/octet-stream');
  const form = new FormData();
  form.set('attachment', new Blob([bytes]), name);
  return call('POST', url, form);
}

function caller({ token }: Destination): Call {
  return async <Answer>(method: string, url: string, body?: Body, type?: string) => {
    const headers = new Headers({ authorization: `token ${token}`, accept: JSON_TYPE });
    if (type !== undefined) headers.set('content-type', type);
    const response = await fetch(url, { method, headers, body: body ?? null, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${url} was answered with ${response.status}: ${text.slice(0, 500)}`);
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  };
}
