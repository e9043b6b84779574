import { isUtf8 } from 'node:buffer';
import { findAccount, findPackage, findRepository, isPublic, lacks, seesAccount, seesRepository } from './access.ts';
import { NO_CACHE, file, notFoundText, redirect, text } from './answer.ts';
import type { Answer, Ask } from './answer.ts';
import type { AssetContent, RepositoryContent } from './content.ts';
import { pathEscape } from './goEscape.ts';
import { packageUpload } from './packageUpload.ts';
import { serveFile } from './serveFile.ts';
import type { ServedFile } from './servedFile.ts';

/** `/attachments/{uuid}` */
export function attachmentRoute(ask: Ask, uuid: string): Answer {
  for (const repository of ask.content.repositories) {
    for (const release of repository.releases) {
      const asset = release.assets.find((known) => known.uuid === uuid);
      if (asset) return serveAttachment(ask, repository, asset, () => text(404, 'Not Found\n', NO_CACHE));
    }
  }
  return text(404, 'Not Found\n', NO_CACHE);
}

/** `/{owner}/{repo}/releases/download/{tag}/{name}` */
export function downloadRoute(ask: Ask, owner: string, name: string, [tag, asset]: readonly string[]): Answer {
  const repository = findRepository(ask.content, owner, name)?.repository;
  const release = repository?.releases.find((known) => known.tag === tag && !known.draft);
  const found = release?.assets.find((known) => known.name === asset);
  return repository && found ? serveAttachment(ask, repository, found, notFoundText) : notFoundText();
}

function serveAttachment(ask: Ask, repository: RepositoryContent, asset: AssetContent, missing: () => Answer): Answer {
  const { content, caller, request } = ask;
  // In older versions, the token is ignored here for HEAD.
  const anonymousHead = request.method === 'HEAD' && !ask.manners.headSeesToken && !isPublic(content, repository);
  if (anonymousHead || !seesRepository(content, caller, repository)) return missing();
  if (ask.manners.attachmentsNeedScope && lacks(caller, ['repository']).length > 0) {
    return text(403, `${ask.manners.lackingForAttachment}\n`, NO_CACHE);
  }
  if (caller.kind === 'token' && caller.token.publicOnly && !isPublic(content, repository)) {
    const { attachment: status } = ask.manners.publicOnly;
    if (status === 404) return missing();
    if (status === 403) return text(403, `${ask.manners.lackingForAttachment}\n`, NO_CACHE);
  }
  if (typeof asset.body === 'string') return redirect(303, asset.body);
  asset.downloads += 1;
  const base = asset.name.split('/').at(-1) ?? '';
  return serve(ask, {
    bytes: asset.body,
    etag: `"${asset.uuid}"`,
    modifiedAt: asset.createdAt,
    contentType: sniff(asset.body),
    disposition: disposition('inline', base),
  });
}

/** `/api/packages/{owner}/generic/{name}/{version}/{file}`: every refusal is 401 here. */
export function packageFileRoute(ask: Ask, path: readonly string[]): Answer {
  const [owner = '', , name = '', version = '', fileName, ...more] = path;
  const { content, caller } = ask;
  if (ask.request.method === 'PUT' && fileName !== undefined && more.length === 0) return packageUpload(ask, path);
  const account = findAccount(content, owner);
  if (!account) return text(404, 'Not found.\n');
  if (!seesAccount(caller, account) || lacks(caller, ['package']).length > 0) {
    return text(401, 'reqPackageAccess\n', { 'www-authenticate': 'Basic realm="Gitea Package API"' });
  }
  if (fileName === undefined || more.length > 0) return text(404, '404 page not found\n');
  if (!ask.manners.packageFileMethods.includes(`${ask.request.method}`))
    return { status: 405, headers: { allow: 'GET, PUT, DELETE' }, body: Buffer.alloc(0) };
  const plain = { 'content-type': 'text/plain;charset=utf-8' };
  const found = findPackage(content, owner, name, version);
  if (!found) return text(404, 'package does not exist', plain);
  const wanted = found.files.find((known) => known.name.toLowerCase() === fileName.toLowerCase());
  if (!wanted) return text(404, 'package file does not exist', plain);
  const served = {
    bytes: wanted.body,
    etag: undefined,
    modifiedAt: found.createdAt,
    contentType: 'application/octet-stream',
    disposition: disposition('attachment', wanted.name),
  };
  const isBare = ask.request.method === 'HEAD' && ask.manners.isForgejo;
  return isBare ? withoutLength(served) : serve(ask, served);
}

/** For HEAD on a package file, Forgejo 17 sends everything but the length. */
function withoutLength(served: ServedFile): Answer {
  const { 'accept-ranges': _ranges, ...headers } = serveFile(served, { headers: {} }).headers;
  return { status: 200, headers, body: Buffer.alloc(0), chunked: true };
}

/** The file itself, or a signed address of it in the object storage. */
function serve({ options: { storage } }: Ask, served: ServedFile): Answer {
  return storage ? redirect(303, storage.presign(served)) : file(served);
}

function disposition(kind: string, name: string): string {
  // The plain form contains the bytes unchanged, but no line breaks. Node takes one character for one byte.
  const quoted = Buffer.from(name.replace(/["\\]/g, '\\$&').replace(/[\r\n]/g, ' ')).toString('latin1');
  return `${kind}; filename="${quoted.replace(/[^\t\x20-\x7e\x80-\xff]/g, '_')}"; filename*=UTF-8''${pathEscape(name)}`;
}

/** Text of any kind, pages included, is plain text; anything with a control character is binary. */
function sniff(bytes: Buffer): string {
  const head = bytes.subarray(0, 1024);
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))) return 'application/octet-stream';
  return `text/plain; charset=${isUtf8(head) ? 'utf-8' : 'iso-8859-1'}`;
}
