import { chooseInstance } from '../account/chooseInstance.ts';
import type { Flow } from '../flow.ts';
import { signInTo } from '../account/signInFlow.ts';
import { addInstance } from './addInstance.ts';

/** Takes and checks the token of an instance; without any instance, that comes first. */
export async function signIn(flow: Flow, target?: unknown): Promise<void> {
  if (flow.instances.list().length === 0) return addInstance(flow);
  const instance = await chooseInstance(flow, target, 'Sign In');
  if (instance) await signInTo(flow, instance);
}
