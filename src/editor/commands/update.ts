import { currentOf } from '../installs/groupInstalled.ts';
import { installedTargets, toolNodes } from '../installs/installedTargets.ts';
import type { InstalledToolNode } from '../installs/installedNodes.ts';
import { repoOf } from '../installs/chooseAsset.ts';
import { kindWord } from '../words/kindWords.ts';
import { plain } from '../words/format.ts';
import type { Services } from '../services.ts';
import { installVersion } from './install.ts';
import { requireConfigured } from './targets.ts';

/** Installs the newer version of a tool and uses it; the one before stays. */
export async function update(services: Services, ...args: readonly unknown[]): Promise<void> {
  if (args.length > 0) {
    const targets = await installedTargets(services, args, 'Update');
    return updateNodes(
      services,
      targets.map(({ node }) => node),
    );
  }
  const nodes = (await toolNodes(services)).filter(({ newer }) => newer !== undefined);
  if (nodes.length === 0) {
    return void services.ui.inform('No update is known of. Check for Updates asks for the newest versions.');
  }
  const items = nodes.map((value) => {
    const { asset } = currentOf(value);
    const description = `${plain(asset.version, 60)} -> ${plain(value.newer ?? '', 60)} · ${kindWord(asset.evidence)}`;
    return { label: plain(value.tool.name), description, icon: 'arrow-circle-up', value };
  });
  const picked = await services.ui.pickMany(items, { title: 'Update', placeholder: 'Tools with a newer version' });
  await updateNodes(services, picked ?? []);
}

export async function updateNodes(services: Services, nodes: readonly InstalledToolNode[]): Promise<void> {
  const engine = await services.engine.get();
  for (const { tool, newer } of nodes) {
    if (newer === undefined) {
      void services.ui.inform(`No newer version of ${plain(tool.name, 60)} is known of.`);
      continue;
    }
    requireConfigured(services, tool.instance);
    const { value } = await engine.version(tool.instance, tool.source, newer);
    const isNamed = tool.name.toLowerCase() !== repoOf(tool.source).toLowerCase();
    await installVersion(services, value, isNamed ? tool.name : undefined);
  }
}
