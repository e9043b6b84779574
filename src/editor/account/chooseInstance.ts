import * as v from 'valibot';
import { requireConfigured } from '../choose/targets.ts';
import { safeParsed } from '../choose/safeParsed.ts';
import type { Services } from '../services.ts';
import { defaultName } from '../settings/parseInstances.ts';
import { formatTokenState } from './tokenWords.ts';
import type { Instance } from '../instances.ts';
import { t } from '../../words/translate.ts';

const targetSchema = v.union([v.string(), v.object({ instance: v.string() })]);

/** The configured instance that a row, an address or an argument of another extension names. */
export function instanceOf(services: Pick<Services, 'instances'>, target: unknown): Instance | undefined {
  const named = addressIn(target);
  return named === undefined ? undefined : services.instances.get(named);
}

function addressIn(target: unknown): string | undefined {
  const named = safeParsed(targetSchema, target);
  return typeof named === 'object' ? named.instance : named;
}

/**
 * The instance to act on: the one named, the only one, or the one the user picks. `undefined` when dismissed, and if none is
 * configured, which it says.
 * @throws EngineError `unknownInstance` if the named one is not configured, so that no command takes another one instead
 */
export async function chooseInstance(
  services: Pick<Services, 'instances' | 'ui'>,
  target: unknown,
  title: string,
  fits: (instance: Instance) => boolean = () => true,
): Promise<Instance | undefined> {
  const named = addressIn(target);
  if (named !== undefined) {
    requireConfigured(services, named);
    return services.instances.get(named);
  }
  const instances = services.instances.list().filter(fits);
  if (instances.length === 0) await services.ui.inform(t('No instance is configured.'));
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
