import { normaliseBase, readRepositoryPath, webAddressOfRemote } from '../../engine/index.ts';
import type { BaseProblem, RepositoryPath } from '../../engine/index.ts';
import { BASE_PROBLEM_WORDS } from '../../words/addressWords.ts';
import { t } from '../../words/translate.ts';

/** An address where the instance may be, and what the rest of the path would then mean. */
export interface Candidate {
  readonly base: string;
  readonly repositoryPath: RepositoryPath | undefined;
}

type ParsedAddress =
  | { readonly ok: true; /** Likeliest first. */ readonly candidates: readonly Candidate[] }
  | { readonly ok: false; readonly reason: BaseProblem };

/** What follows owner and repository in the address of a page. */
const PAGES = new Set(
  'releases tags src commits commit branches issues pulls wiki actions packages projects activity raw'.split(' '),
);

/** Deep links have about ten segments; real ones have no more. */
const MAX_SEGMENTS = 12;

/**
 * Reads a pasted address: of an instance, of any page on it, or an SSH clone address, which stands for the web address of
 * its repository. The text does not tell where the instance ends and its pages begin, so every prefix of the path is a
 * candidate.
 */
export function parseAddress(text: string): ParsedAddress {
  // A link to a page may have a query and a fragment; neither says where the instance is.
  const base = normaliseBase(webAddressOfRemote(text) ?? text.trim().replace(/[?#].*$/s, ''));
  if (!base.ok) return base;
  const { origin, pathname } = new URL(base.value);
  const segments = pathname.split('/').filter((part) => part !== '');
  const lengths = Array.from({ length: Math.min(segments.length, MAX_SEGMENTS) + 1 }, (_, index) => index).reverse();
  const likely = likelyLength(segments);
  const order = likely === undefined ? lengths : [likely, ...lengths.filter((length) => length !== likely)];
  return {
    ok: true,
    candidates: order.map((length) => ({
      base: `${origin}/${segments
        .slice(0, length)
        .map((part) => `${part}/`)
        .join('')}`,
      repositoryPath: readRepositoryPath(segments.slice(length)),
    })),
  };
}

/** How many segments belong to the instance, if the path looks like that of a page. */
function likelyLength(segments: readonly string[]): number | undefined {
  const page = segments.findIndex((part, index) => index >= 2 && PAGES.has(part));
  if (page === -1) return undefined;
  // `{owner}/-/packages/…` belongs to an owner, everything else to a repository.
  return page - 2;
}

/** What was typed, with a scheme. An SSH clone address becomes the web address of its repository. */
export function webAddressOf(text: string): string {
  const trimmed = text.trim();
  return webAddressOfRemote(trimmed) ?? (/^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
}

/** What is wrong with a typed address, as a sentence; `undefined` for an empty text. */
export function addressProblem(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const parsed = parseAddress(text);
  return parsed.ok ? undefined : t('This {0}.', BASE_PROBLEM_WORDS[parsed.reason]);
}

/** For settings and for display: without the final slash. */
export function shortBase(base: string): string {
  return base.replace(/\/$/, '');
}
