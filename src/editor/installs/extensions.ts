import type * as vscode from 'vscode';
import { groundsOf } from '../../engine/index.ts';
import type { ArtifactSource, AssetRecord, Grounds } from '../../engine/index.ts';
import type { ExtensionManifest } from './extensionManifest.ts';
import type { InstallHost } from './installHost.ts';
import { isSameId } from './takeover.ts';

const STATE = 'installs.extensions';

/** An editor extension that came from an instance. */
export interface InstalledExtension extends ExtensionManifest {
  readonly instance: string;
  readonly source: ArtifactSource;
  /** The version it replaced, which the editor keeps running until it restarts. */
  readonly replaced: string | undefined;
  /** The tag of its release. */
  readonly tag: string;
  readonly evidence: Grounds;
}

interface ExtensionsOptions {
  readonly host: Pick<InstallHost, 'extensionVersion'>;
  /** Which extensions are ours. If this is lost, the editor still has them. */
  readonly state: Pick<vscode.Memento, 'get' | 'update'>;
  /** A new `vscode.EventEmitter`, disposed with this object. */
  readonly changed: Pick<vscode.EventEmitter<void>, 'event' | 'fire' | 'dispose'>;
}

/** Editor extensions that were installed from an instance. The editor decides what is installed. */
export class Extensions implements vscode.Disposable {
  readonly #options: ExtensionsOptions;
  readonly onDidChange: vscode.Event<void>;

  constructor(options: ExtensionsOptions) {
    this.#options = options;
    this.onDidChange = options.changed.event;
  }

  /**
   * Those that the editor runs, or will run, unchanged: an extension that was updated from elsewhere or removed is no longer
   * ours.
   */
  list(): readonly InstalledExtension[] {
    const { host } = this.#options;
    return this.#stored.filter(({ id, version, replaced }) => {
      const running = host.extensionVersion(id);
      return running !== undefined && (running === version || running === replaced);
    });
  }

  /** `replaced`: the version that the editor ran before. */
  async add({ id, version }: ExtensionManifest, record: AssetRecord, replaced: string | undefined): Promise<void> {
    const { instance, source, version: tag } = record;
    const evidence = groundsOf(record);
    const added: InstalledExtension = { id, version, replaced, instance, source, tag, evidence };
    await this.#update([...this.#stored.filter((one) => !isSameId(one.id, id)), added]);
  }

  async forget(id: string): Promise<void> {
    await this.#update(this.#stored.filter((one) => !isSameId(one.id, id)));
  }

  async #update(all: readonly InstalledExtension[]): Promise<void> {
    await this.#options.state.update(STATE, all);
    this.#options.changed.fire();
  }

  get #stored(): readonly InstalledExtension[] {
    return this.#options.state.get<readonly InstalledExtension[]>(STATE) ?? [];
  }

  dispose(): void {
    this.#options.changed.dispose();
  }
}
