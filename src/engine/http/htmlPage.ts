import type { ErrorFacts } from '../errors.ts';

type HtmlPageKind = ErrorFacts['htmlPage']['page'];

/** Whether a Content-Type says web page. Forgejo never serves a file as one, so it always stands for something else. */
export function isHtmlType(contentType: string | undefined): boolean {
  return /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(contentType ?? '');
}

const MARKS: readonly (readonly [HtmlPageKind, RegExp])[] = [
  ['botWall', /anubis_challenge|\/\.within\.website\/|iocaine|cf-challenge|challenge-platform|checking your browser/i],
  ['login', /action="[^"]*\/user\/login|type="password"|name="password"|\/user\/oauth2\/|authelia|id="kc-form-login"/i],
  [
    'proxy',
    /<title>\s*(\d{3}\b|bad gateway|gateway time|service unavailable|proxy)|<center>nginx|squid|zscaler|varnish/i,
  ],
];

/** The kind of page, judged by the start of its text. */
export function htmlPageKind(text: string): HtmlPageKind {
  return MARKS.find(([, mark]) => mark.test(text))?.[0] ?? 'unknown';
}
