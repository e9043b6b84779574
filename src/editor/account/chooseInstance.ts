import * as v from 'valibot';
import { safeParsed } from '../choose/safeParsed.ts';
import type { Services } from '../services.ts';
import { defaultName } from '../settings/parseInstances.ts';
import { formatTokenState } from './tokenWords.ts';
import type { Instance } from '../instances.ts';
import { t } from '../../words/translate.ts';

const targetSchema = v.union([v.string(), v.object({ instance: v.string() })]);

/** The configured instance that a row, an address or an argument of another extension names. */
export function instanceOf(services: Pick<Services, 'instances'>, target: unknown): Instance | undefined {
  const named = safeParsed(targetSchema, target);
  return named === undefined ? undefined : services.instances.get(typeof named === 'string' ? named : named.instance);
}

/**
 * The instance to act on: the one named, the only one, or the one the user picks. `undefined` when the user picks none or
 * none is configured.
 */
export async function chooseInstance(
  services: Pick<Services, 'instances' | 'ui'>,
  target: unknown,
  title: string,
  fits: (instance: Instance) => boolean = () => true,
): Promise<Instance | undefined> {
  const named = instanceOf(services, target);
  if (named) return named;
  const instances = services.instances.list().filter(fits);
  if (instances.length <= 1) return instances[0];
  const items = instances.map((instance) => ({
    label: instance.setting.name,
    ...describeHost(instance),
    detail: formatTokenState(instance),
    value: instance,
  }));
  return services.ui.pick(items, { title, placeholder: t('Which instance?') });
}

/** The address, for instances that have a name. */
function describeHost({ setting: { name, url } }: Instance): { readonly description?: string | undefined } {
  const host = defaultName(url);
  return host === name ? {} : { description: host };
}
