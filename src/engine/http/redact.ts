/**
 * How a URL may be written down: host and path. User info, query and fragment can hold secrets (presigned storage URLs
 * carry their signature in the query), so they never reach a log or an error.
 */
export function redactUrl(url: URL): string {
  return `${url.host}${url.pathname}`;
}
