import { enumerate } from '../../words/format.ts';
import { text } from '../documents/markdown.ts';
import type { Services } from '../services.ts';
import { basesOf, readRequest } from './agentRequest.ts';
import { AgentError } from './agentText.ts';
import type { Confirmation } from './agentText.ts';
import { t } from '../../words/translate.ts';

/** Bounds the number of open questions. */
const MAX_ASKED = 20;

/**
 * Whether a language model may look with the user's token. What a token shows may be private, even if only names are listed,
 * so the user is asked once for each instance in a session. Where no token is sent, there is no question.
 */
export class Agreements {
  readonly #services: Pick<Services, 'instances' | 'tokens'>;
  readonly #agreed = new Set<string>();
  /** Instances that the user was asked about, by input. */
  readonly #asked = new Map<string, readonly string[]>();

  constructor(services: Pick<Services, 'instances' | 'tokens'>) {
    this.#services = services;
  }

  /** What to ask before a call; `undefined` if there is nothing to ask. @throws AgentError */
  async question(input: unknown): Promise<Confirmation | undefined> {
    const open = await this.#open(input);
    if (open.length === 0) return undefined;
    const [oldest] = this.#asked.keys();
    if (oldest !== undefined && this.#asked.size >= MAX_ASKED) this.#asked.delete(oldest);
    this.#asked.set(JSON.stringify(input), open);
    const sources = enumerate(
      open.map((base) => `**${text(new URL(base).host)}**`),
      'and',
    );
    return {
      title: t('Search with your account?'),
      message: t(
        'Your token is used on {0}. The language model sees the names of the repositories, versions and files that you can see there, including private ones. You are asked once per instance.',
        sources,
      ),
    };
  }

  /**
   * Records that the user agreed, since the editor makes the call only then. @throws AgentError if the user was not asked
   */
  async demand(input: unknown): Promise<void> {
    const key = JSON.stringify(input);
    for (const base of this.#asked.get(key) ?? []) this.#agreed.add(base);
    this.#asked.delete(key);
    if ((await this.#open(input)).length > 0)
      throw new AgentError('The user has not been asked yet whether you may look there with their account.');
  }

  async #open(input: unknown): Promise<readonly string[]> {
    const bases = basesOf(this.#services, readRequest(input)).filter((base) => !this.#agreed.has(base));
    const tokens = await Promise.all(bases.map((base) => this.#services.tokens.get(base)));
    return bases.filter((_, index) => tokens[index] !== undefined);
  }
}
