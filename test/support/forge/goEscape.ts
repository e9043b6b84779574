/** Escapes like Go's `net/url`, which leaves other characters unescaped than the web's own functions. */

/** `url.PathEscape`: one segment. */
export function pathEscape(segment: string): string {
  return encodeURIComponent(segment)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(?:24|26|2B|3A|3D|40)/g, decodeURIComponent);
}

/** Forgejo's `util.PathEscapeSegments`: slashes stay. */
export function pathEscapeSegments(path: string): string {
  return path.split('/').map(pathEscape).join('/');
}
