import type { Engine } from '../engine/index.ts';
import type { ErrorActions } from './errorActions.ts';
import type { Instances } from './instances.ts';
import type { SettingsStore } from './settings/settings.ts';
import type { Tokens } from './account/tokens.ts';
import type { ArtifactTree } from './tree/artifactTree.ts';
import type { Ui } from './ui/ui.ts';

/**
 * What the ways to artifacts work with: of each service only what they call, so that tests can stand in for the editor.
 * `Services` has all of it.
 */
export interface Flow {
  readonly ui: Ui;
  readonly settings: Pick<SettingsStore, 'current' | 'problems' | 'updateInstances'>;
  readonly tokens: Pick<Tokens, 'get' | 'askAgain' | 'store' | 'delete'>;
  readonly instances: Pick<Instances, 'list' | 'get' | 'nameOf' | 'setFinding' | 'setLogin' | 'forgetToken'>;
  readonly engine: { get(): Pick<Engine, 'client' | 'clientWith'> };
  readonly errors: Pick<ErrorActions, 'show'>;
  readonly tree: Pick<ArtifactTree, 'selection' | 'refresh' | 'loadMore' | 'setFilter' | 'show'>;
}
