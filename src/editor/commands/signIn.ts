import { chooseInstance } from '../account/chooseInstance.ts';
import type { Services } from '../services.ts';
import { signInTo } from '../account/signInFlow.ts';
import { addInstance } from './addInstance.ts';
import { t } from '../../words/translate.ts';

/** Asks for the token of an instance and checks it. If no instance is configured, adds one first. */
export async function signIn(services: Services, target?: unknown): Promise<void> {
  if (services.instances.list().length === 0) return addInstance(services);
  const instance = await chooseInstance(services, target, t('Sign In'));
  if (instance) await signInTo(services, instance);
}
