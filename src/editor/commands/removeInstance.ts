import { chooseInstance } from '../account/chooseInstance.ts';
import type { Flow } from '../flow.ts';
import { withoutInstance } from '../settings/instanceEntries.ts';

const KEPT = 'Files from it that are in the cache stay there, and its settings are forgotten.';

/** Takes an instance out of the list, with its token or without. */
export async function removeInstance(flow: Flow, target?: unknown): Promise<void> {
  const instance = await chooseInstance(flow, target, 'Remove Instance');
  if (!instance) return;
  const { url, name, token } = instance.setting;
  const hasSecret = token.kind === 'secret' && (await flow.tokens.get(url)) !== undefined;
  const choice = hasSecret ? await askAboutToken(flow, name) : await askPlainly(flow, name);
  if (choice === undefined) return;
  if (choice === 'withToken') await flow.tokens.delete(url);
  flow.instances.forgetToken(url);
  await flow.settings.updateInstances((entries) => withoutInstance(entries, url));
}

async function askPlainly(flow: Flow, name: string): Promise<'plain' | undefined> {
  return (await flow.ui.confirm(`Remove ${name} from the list?`, KEPT, 'Remove')) ? 'plain' : undefined;
}

function askAboutToken(flow: Flow, name: string): Promise<'withToken' | 'plain' | undefined> {
  return flow.ui.pick(
    [
      {
        label: 'Remove, and forget the token',
        detail: 'Adding it again takes a token again',
        icon: 'trash',
        value: 'withToken' as const,
      },
      {
        label: 'Remove, but keep the token',
        detail: 'Adding it again signs you in',
        icon: 'key',
        value: 'plain' as const,
      },
    ],
    { title: `Remove ${name}`, placeholder: KEPT },
  );
}
