import { findAccount, findPackage, isMember, lacks } from './access.ts';
import { text } from './answer.ts';
import type { Answer, Ask } from './answer.ts';

const NAME = /^[-_+.\w]+$/;
const FILE = /^[-_+=:;.()[\]{}~!@#$%^& \w]+$/;

/**
 * `PUT /api/packages/{owner}/generic/{name}/{version}/{file}`: 201, or 409 for an existing file, whatever its bytes
 * (Forgejo, routers/api/packages/generic).
 */
export function packageUpload(
  ask: Ask,
  [ownerName = '', , name = '', version = '', file = '']: readonly string[],
): Answer {
  const { content, caller, sent } = ask;
  const owner = findAccount(content, ownerName);
  if (!owner) return text(404, 'Not found.\n');
  if (!isMember(caller, owner) || lacks(caller, ['write:package']).length > 0)
    return text(401, 'reqPackageAccess\n', { 'www-authenticate': 'Basic realm="Gitea Package API"' });
  if (!NAME.test(name) || version === '' || version !== version.trim() || !FILE.test(file))
    return text(400, 'invalid package name, version or file name\n');
  const known = findPackage(content, owner.login, name, version);
  const files = known?.files ?? [];
  if (files.some((one) => one.name.toLowerCase() === file.toLowerCase()))
    return text(409, 'package file already exists\n');
  const added = { id: nextId(ask), name: file, body: sent };
  const rest = content.packages.filter((one) => one !== known);
  const changed = known ?? { id: added.id + 1, owner: owner.login, name, version, createdAt: new Date() };
  content.packages.splice(0, Infinity, { ...changed, files: [...files, added] }, ...rest);
  return { status: 201, headers: {}, body: Buffer.alloc(0) };
}

function nextId({ content }: Ask): number {
  const ids = content.packages.flatMap(({ id, files }) => [id, ...files.map((file) => file.id)]);
  return Math.max(1_000_000, ...ids) + 1;
}
