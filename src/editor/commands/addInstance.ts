import { matchRemote, webAddressOfRemote } from '../../engine/index.ts';
import { addressProblem, parseAddress, shortBase, webAddressOf } from '../find/typedAddress.ts';
import { checkInstance, instanceTitle } from '../account/checkInstance.ts';
import type { Checked, FoundInstance } from '../account/checkInstance.ts';
import { describeError } from '../../words/describeError.ts';
import type { Services } from '../services.ts';
import { findRepositories } from '../find/findRepositories.ts';
import { withInstance } from '../settings/instanceEntries.ts';
import { listRepository, whereOf } from '../find/listRepository.ts';
import { signInTo } from '../account/signInFlow.ts';
import { t } from '../../words/translate.ts';

const TITLE = t('Add Instance');

interface Found extends FoundInstance {
  /** What was typed, as a web address. */
  readonly link: string;
}

/** Asks for an address (the argument is a proposal), says what answers there, adds it, and offers to sign in. */
export async function addInstance(services: Services, ...[proposed]: readonly unknown[]): Promise<void> {
  const found = await askForInstance(services, typeof proposed === 'string' ? proposed : undefined);
  if (!found) return;
  if (!services.instances.get(found.base)) {
    await services.settings.updateInstances((entries) => withInstance(entries, found.base));
    const choice = await offerSignIn(services, found);
    const instance = services.instances.get(found.base);
    if (instance && choice === 'signIn') await signInTo(services, instance);
  }
  if (found.repositoryPath) await offerLinked(services, found.base, found.link);
}

async function askForInstance(services: Services, proposed: string | undefined): Promise<Found | undefined> {
  let found: Found | undefined;
  /** The address that the user was warned about; pressing Enter again accepts it. */
  let doubtful: string | undefined;
  const address = await services.ui.input({
    title: TITLE,
    prompt: t('The address of a Forgejo or Gitea instance, or of any page on it'),
    placeholder: 'https://git.example.org',
    value: proposed,
    validate: addressProblem,
    check: async (text, signal) => {
      const parsed = parseAddress(text);
      if (text.trim() === '' || !parsed.ok) return t('Write an address, such as https://git.example.org.');
      found = cloneOfKnown(services, text);
      if (found) return undefined;
      const engine = services.engine.get();
      const checked = await checkInstance(parsed.candidates, (base) => engine.probe(base), signal);
      if (!checked.ok && checked.maybe && doubtful === text) {
        found = { base: checked.base, repositoryPath: undefined, info: undefined, link: text };
        return undefined;
      }
      doubtful = text;
      if (!checked.ok) return troubleSentence(checked);
      found = { ...checked.instance, link: webAddressOf(text) };
      const known = services.instances.get(found.base);
      return known && !found.repositoryPath ? t('{0} is already in your list.', known.setting.name) : undefined;
    },
  });
  return address === undefined ? undefined : found;
}

/** An SSH clone address lacks the port and path of the web address, which the configured list has. */
function cloneOfKnown({ instances }: Services, text: string): Found | undefined {
  if (webAddressOfRemote(text) === undefined) return undefined;
  const bases = instances.list().map(({ setting }) => setting.url);
  const remote = matchRemote(text, bases);
  return remote && { base: remote.instance, repositoryPath: remote, info: undefined, link: text };
}

function troubleSentence({ error, base, maybe }: Extract<Checked, { ok: false }>): string {
  const { host } = new URL(base);
  const message = error.is('unauthorized')
    ? t(
        '{0} asks for a login before it shows anything. If that login protects a Forgejo instance, its /api must be reachable without it.',
        host,
      )
    : describeError(error).message;
  return maybe ? t('{0} Press Enter again to add {1} anyway.', message, shortBase(base)) : message;
}

function offerSignIn(services: Services, { base, info }: FoundInstance): Promise<'signIn' | 'stay' | undefined> {
  return services.ui.pick(
    [
      {
        label: t('Sign In…'),
        detail: t('Also shows private repositories and lists your own'),
        icon: 'sign-in',
        value: 'signIn' as const,
      },
      {
        label: t('Continue Without Token'),
        detail: info ? t('Shows public repositories; you can sign in later') : t('Shows nothing until you sign in'),
        icon: 'globe',
        value: 'stay' as const,
      },
    ],
    {
      title: t('{0} at {1}', instanceTitle(info), shortBase(base)),
      placeholder: t('Added. Do you have an account there?'),
    },
  );
}

/** The pasted link led to something on the instance. */
async function offerLinked(services: Services, base: string, link: string): Promise<void> {
  const instance = services.instances.get(base);
  if (!instance) return;
  const engine = services.engine.get();
  const { items, notice = t('There is nothing at this link that can be added.') } = await services.ui.progress(
    t('Looking up the link'),
    (_report, signal) => findRepositories(engine, whereOf(instance), link, signal),
  );
  const [item] = items;
  if (!item) {
    await services.ui.warn(notice);
    return;
  }
  const chosen = await services.ui.pick(
    [
      { ...item, label: t('Add {0}', item.label), value: item.value },
      { label: t('Not Now'), icon: 'close', value: undefined },
    ],
    { title: TITLE, placeholder: t('Also add what the link points to?') },
  );
  if (chosen) await listRepository(services, chosen);
}
