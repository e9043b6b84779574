import type { IncomingMessage } from 'node:http';
import { NO_CACHE, text } from './answer.ts';
import type { Answer } from './answer.ts';
import type { ServedFile } from './servedFile.ts';
import type { Manners } from './versions.ts';

const MAY_KEEP = { 'cache-control': 'private, max-age=300' };

/**
 * Serves a file like Go's `http.ServeContent`: conditions first, then the range. Gitea ignores `If-Range`, serves only one
 * range, and does not report the size for a range beyond the end.
 */
export function serveFile(
  served: ServedFile,
  { headers }: Pick<IncomingMessage, 'headers'>,
  manner: Manners['ranges'] = 'go',
): Answer {
  const { bytes, etag } = served;
  const modified = served.modifiedAt.toUTCString();
  const validators = { ...(etag && { etag }), 'last-modified': modified };
  const named = {
    'content-disposition': served.disposition,
    'access-control-expose-headers': 'Content-Disposition',
  };
  if (isUnchanged(headers, etag, modified)) {
    // If there is a tag, it is compared before anything else about the file is known.
    const known = etag ? { ...NO_CACHE, etag } : { ...named, ...MAY_KEEP, ...validators };
    return { status: 304, headers: known, body: Buffer.alloc(0) };
  }
  const isGitea = manner === 'gitea';
  const accepts = isGitea ? {} : { 'accept-ranges': 'bytes' };
  const full = { ...named, ...MAY_KEEP, ...validators, 'content-type': served.contentType, ...accepts };
  const ifRange = isGitea ? undefined : headers['if-range'];
  const wants = ifRange === undefined || ifRange === etag || ifRange === modified ? headers.range : undefined;
  if (wants === undefined) return { status: 200, headers: full, body: bytes };
  const ranges = parseRanges(wants, bytes.length);
  const known = isGitea && etag ? { ...named, etag } : named;
  if (ranges === 'malformed') return text(416, 'invalid range\n', known);
  const [range] = ranges;
  if (!range) {
    const size = isGitea ? {} : { 'content-range': `bytes */${bytes.length}` };
    return text(416, 'invalid range: failed to overlap\n', { ...known, ...size });
  }
  if (ranges.length > 1 && isGitea) return text(400, 'invalid syntax\n', known);
  if (ranges.length > 1) return severalParts(full, bytes, ranges);
  const contentRange = `bytes ${range.start}-${range.end}/${bytes.length}`;
  return {
    status: 206,
    headers: { ...full, 'content-range': contentRange },
    body: bytes.subarray(range.start, range.end + 1),
  };
}

function isUnchanged(headers: IncomingMessage['headers'], etag: string | undefined, modified: string): boolean {
  if (headers['if-none-match'] !== undefined) return headers['if-none-match'] === etag;
  const since = headers['if-modified-since'];
  return since !== undefined && Date.parse(modified) <= Date.parse(since);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The satisfiable ranges, in order. */
function parseRanges(header: string, size: number): readonly Span[] | 'malformed' {
  const spans: Span[] = [];
  for (const part of header.replace(/^bytes=/, '').split(',')) {
    const match = /^\s*(\d*)-(\d*)\s*$/.exec(part);
    if (!match || (match[1] === '' && match[2] === '')) return 'malformed';
    const [, from = '', to = ''] = match;
    const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
    const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
    if (start <= end) spans.push({ start, end });
  }
  return spans;
}

function severalParts(headers: Record<string, string>, bytes: Buffer, spans: readonly Span[]): Answer {
  const type = headers['content-type'];
  const boundary = '61ae95c498ce960f4aa3506a7b8dbe1c61ae95c498ce960f4aa3506a7b8d';
  const parts = spans.flatMap(({ start, end }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Range: bytes ${start}-${end}/${bytes.length}\r\nContent-Type: ${type}\r\n\r\n`,
    ),
    bytes.subarray(start, end + 1),
    Buffer.from('\r\n'),
  ]);
  const body = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  return { status: 206, headers: { ...headers, 'content-type': `multipart/byteranges; boundary=${boundary}` }, body };
}
