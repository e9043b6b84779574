/**
 * The loggable part of a URL: host and path. User info, query and fragment can contain secrets (presigned storage URLs have
 * their signature in the query), so they never reach a log or an error.
 */
export function redactUrl(url: URL): string {
  return `${url.host}${url.pathname}`;
}
