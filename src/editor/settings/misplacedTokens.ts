import type { Services } from '../services.ts';
import { withoutToken } from './withoutToken.ts';
import { t } from '../../words/translate.ts';

const MOVE = t('Move to Secret Storage');
const REPLACE = t('Replace Stored Token');
const KEEP = t('Keep Stored Token');
const OPEN = t('Open Settings');
const ADVICE = t('If the settings were shared or synchronised, make a new token and delete this one.');

type Using = Pick<Services, 'ui' | 'settings' | 'tokens' | 'instances' | 'errors'>;

/** Offers to move tokens from the settings to the secret storage. Offers each once. */
export class MisplacedTokens {
  readonly #services: Using;
  readonly #offered = new Set<string>();

  constructor(services: Using) {
    this.#services = services;
  }

  /** To be called at the start and after every change of the settings. @throws EngineError `badSetting` */
  async offer(): Promise<void> {
    for (const { key, misplacedToken } of this.#services.settings.problems) {
      if (!misplacedToken || this.#offered.has(misplacedToken.value)) continue;
      const { instance, value } = misplacedToken;
      this.#offered.add(value);
      try {
        await this.#offerOne(key, instance, value);
      } catch (error) {
        // Whether the token is still where it was.
        this.#offered.delete(value);
        throw error;
      }
    }
  }

  async #offerOne(key: string, instance: string | undefined, token: string): Promise<void> {
    const { ui, settings, instances } = this.#services;
    const warning = t(
      'The setting {0} contains what looks like a token. Settings are read by many programs and copied to other machines.',
      key,
    );
    if (instance === undefined) {
      return this.#warn(t('{0} Remove it there, correct the address, and sign in instead.', warning));
    }
    if ((await ui.warn(warning, MOVE)) !== MOVE) return;
    const name = instances.nameOf(instance);
    const stored = await this.#store(instance, name, token);
    if (!stored) return;
    await settings.updateInstances((entries) => withoutToken(entries, instance, token));
    if (settings.holds(token)) {
      return this.#warn(t('The token for {0} is also somewhere else in the settings. Remove it there.', name));
    }
    await ui.inform(`${stored} ${ADVICE}`);
  }

  async #warn(message: string): Promise<void> {
    const { ui, errors } = this.#services;
    if ((await ui.warn(message, OPEN)) === OPEN) await errors.run('openSettings', undefined, {});
  }

  /**
   * Stores the token before it is removed from the settings, so that it is never lost in between. Asks if another one is
   * stored.
   * @returns the message to show after the removal; `undefined` if the user cancels
   */
  async #store(instance: string, name: string, token: string): Promise<string | undefined> {
    const { ui, tokens } = this.#services;
    const before = await tokens.stored(instance);
    if (before !== undefined && before !== token) {
      const question = t(
        'The secret storage already has another token for {0}. The one in the settings is removed either way. Replace the stored token with it?',
        name,
      );
      const choice = await ui.warn(question, REPLACE, KEEP);
      if (choice === undefined) return undefined;
      if (choice === KEEP) return t('The token for {0} was removed from the settings; the stored one is used.', name);
    }
    await tokens.store(instance, token);
    return t('The token for {0} was moved from the settings to the secret storage.', name);
  }
}
