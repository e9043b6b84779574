import type { Services } from '../services.ts';
import { withoutToken } from './instanceEntries.ts';
import type { SettingProblem } from './settingsModel.ts';

const MOVE = 'Move to Secret Storage';

type Misplaced = SettingProblem & Required<Pick<SettingProblem, 'misplacedToken'>>;

/** Offers to move tokens that were written into the settings to where they belong. Each is offered once. */
export class MisplacedTokens {
  readonly #services: Pick<Services, 'ui' | 'settings' | 'tokens' | 'instances'>;
  readonly #offered = new Set<string>();

  constructor(services: Pick<Services, 'ui' | 'settings' | 'tokens' | 'instances'>) {
    this.#services = services;
  }

  /** To be called at the start and whenever the settings changed. */
  async offer(): Promise<void> {
    const fresh = this.#services.settings.problems.filter(
      (problem): problem is Misplaced =>
        problem.misplacedToken !== undefined && !this.#offered.has(problem.misplacedToken.value),
    );
    for (const problem of fresh) this.#offered.add(problem.misplacedToken.value);
    for (const problem of fresh) await this.#offerOne(problem);
  }

  async #offerOne({ key, misplacedToken: { instance, value } }: Misplaced): Promise<void> {
    const { ui, settings, tokens, instances } = this.#services;
    const warning = `The setting ${key} holds what looks like a token. Settings are read by many programs and copied to other machines.`;
    if (instance === undefined) {
      await ui.warn(`${warning} Remove it there, correct the address, and sign in instead.`);
      return;
    }
    if ((await ui.warn(warning, MOVE)) !== MOVE) return;
    // First stored, then removed: at no moment is it nowhere.
    await tokens.store(instance, value);
    await settings.updateInstances((entries) => withoutToken(entries, instance));
    const advice = 'If the settings were shared or synchronised, make a new token and delete this one.';
    await ui.inform(`The token of ${instances.nameOf(instance)} is in the secret storage now. ${advice}`);
  }
}
