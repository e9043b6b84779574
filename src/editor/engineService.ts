import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { DEFAULT_OPTIONS, createEngine, openDirectoryStores, systemClock } from '../engine/index.ts';
import type { Engine, EngineError, Hold, Log, MirrorAddress, TokenFinding } from '../engine/index.ts';
import type { MirrorSecrets } from './account/mirrorSecrets.ts';
import type { SettingsStore } from './settings/settings.ts';
import type { Settings } from './settings/settingsModel.ts';
import { trustOf } from './settings/trustOf.ts';
import type { Tokens } from './account/tokens.ts';
import { logFailureOf } from './inBackground.ts';
import { createTransport } from './transport.ts';

interface EngineServiceOptions {
  readonly settings: SettingsStore;
  readonly tokens: Tokens;
  readonly mirrorSecrets: Pick<MirrorSecrets, 'authorization'>;
  readonly log: Log;
  /** The extension's own storage, used if no directory is set. */
  readonly storageDirectory: string;
  readonly userAgent: string;
  readonly onTokenFinding: (instance: string, finding: TokenFinding) => void;
  readonly onMirrorSkipped: (mirror: MirrorAddress, error: EngineError) => void;
  readonly onHold: (hold: Hold) => void;
}

/**
 * The engine, created on first use and again when a setting that it is built on changes (directory, transport,
 * certificates). All other settings apply to the running engine.
 */
export class EngineService implements vscode.Disposable {
  readonly #options: EngineServiceOptions;
  readonly #rebuilt = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  #engine: Engine | undefined;
  #builtOn: string;
  /** Fires when another engine takes over. */
  readonly onDidRebuild = this.#rebuilt.event;

  constructor(options: EngineServiceOptions) {
    this.#options = options;
    const { settings } = options;
    this.#builtOn = foundations(settings.current);
    this.#subscription = settings.onDidChange(() => {
      if (foundations(settings.current) === this.#builtOn) {
        this.#engine?.limiter.refresh();
        if (this.#engine) logFailureOf(options.log, this.#engine.cache.trim());
        return;
      }
      this.#builtOn = foundations(settings.current);
      logFailureOf(options.log, this.#close());
      this.#rebuilt.fire();
    });
  }

  get directory(): string {
    return this.#options.settings.current.cacheDirectory ?? this.#options.storageDirectory;
  }

  /** The name that requests give to servers. */
  get userAgent(): string {
    return this.#options.userAgent;
  }

  /** Never throws: an unusable cache directory fails only the calls that need it. */
  get(): Engine {
    this.#engine ??= this.#build();
    return this.#engine;
  }

  #build(): Engine {
    const { settings, tokens, mirrorSecrets, log, userAgent, onTokenFinding, onMirrorSkipped, onHold } = this.#options;
    const { directory } = this;
    return createEngine(
      {
        transport: createTransport(settings.current, proxySupport),
        clock: systemClock,
        log,
        ...openDirectoryStores({ directory, clock: systemClock, writerId: randomUUID() }),
        directory,
        isConfigured: (instance) => settings.current.instances.some(({ url }) => url === instance),
        token: (instance) => tokens.get(instance),
        allowHost: (host) => settings.current.allowedHosts.includes(host),
        onTokenFinding,
        onHold,
        trust: (instance, owner) => trustOf(settings.current, instance, owner),
        mirrors: {
          list: () => settings.current.mirrors,
          authorization: (mirror) => mirrorSecrets.authorization(mirror),
          only: () => settings.current.mirrorsOnly,
          onSkipped: onMirrorSkipped,
        },
      },
      () => ({
        ...DEFAULT_OPTIONS,
        maxSizeBytes: settings.current.cacheMaxSizeBytes,
        concurrent: settings.current.downloadsConcurrent,
        perDay: settings.current.downloadsPerDay,
        ttlMs: settings.current.metadataTtlMs,
        minimumAgeMs: settings.current.minimumAgeMs,
        unpackLimits: settings.current.unpackLimits,
        userAgent,
      }),
    );
  }

  async #close(): Promise<void> {
    const closing = this.#engine;
    this.#engine = undefined;
    await closing?.close();
  }

  /** Stops transfers and waits for them to end. Partial files are kept for the next session. */
  async shutDown(): Promise<void> {
    this.dispose();
    await this.#close();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#rebuilt.dispose();
  }
}

function proxySupport(): string | undefined {
  return vscode.workspace.getConfiguration('http').get('proxySupport');
}

function foundations({ cacheDirectory, transport, caFile }: Settings): string {
  return JSON.stringify([cacheDirectory, transport, caFile]);
}
