import { isEngineError } from '../errors.ts';
import type { EngineError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { UnpackLimits } from '../unpack/limits.ts';
import type { StoredInstall } from './activation.ts';
import type { ExecutableChoices } from './choices.ts';
import { closeStage, openStage, publish } from './installDirectories.ts';
import type { InstallRequest } from './installed.ts';
import { toolOf } from './installLayout.ts';
import type { StoredCommands, Manifest } from './manifest.ts';
import { nominationFrom } from './nomination.ts';
import type { Nomination } from './nomination.ts';
import { intactInstall, reuseInstall } from './reuseInstall.ts';

export interface InstallMakerOptions {
  readonly choices: ExecutableChoices;
  readonly clock: Clock;
  readonly limits: () => Partial<UnpackLimits>;
  /** Called for a record whose file changed; moves the file to quarantine and may return an error that says more. */
  readonly onDamaged: (key: string) => Promise<EngineError<'integrity'> | undefined>;
}

/** Decides which programs are commands; `before` is the intact install of exactly these bytes, if there is one. */
type Decide = (nomination: Nomination, before: Manifest | undefined) => Promise<StoredCommands>;

/** An install, and whether it is new. */
interface MadeInstall {
  readonly install: StoredInstall;
  readonly isNew: boolean;
}

/** Puts installs into their directories, completely or not at all. */
export class InstallMaker {
  readonly #options: InstallMakerOptions;
  /** Stages of aborted installs that are being removed. */
  readonly #removals = new Set<Promise<void>>();

  constructor(options: InstallMakerOptions) {
    this.#options = options;
  }

  /** Reuses an intact install, with changed commands if they are decided differently now; otherwise makes it. */
  async make(target: string, request: InstallRequest, decide: Decide): Promise<MadeInstall> {
    const { choices, clock } = this.#options;
    const { readAll, signal } = request;
    const recalled = await choices.recall(toolOf(request.asset, request.tool), request.asset);
    const intact = await intactInstall(target, request.asset, { clock, readAll, signal });
    const decideHere = (nomination: Nomination): Promise<StoredCommands> => decide(nomination, intact?.manifest);
    const reused = intact && (await reuseInstall(intact, request, recalled, { clock, decide: decideHere }));
    return reused ? { install: reused, isNew: false } : this.#makeNew(target, request, recalled, decideHere);
  }

  /** Resolves once nothing of aborted installs is left. */
  async close(): Promise<void> {
    await Promise.all(this.#removals);
  }

  async #makeNew(
    target: string,
    request: InstallRequest,
    recalled: readonly string[] | undefined,
    decide: (nomination: Nomination) => Promise<StoredCommands>,
  ): Promise<MadeInstall> {
    const { clock, limits } = this.#options;
    const { asset, readAll, signal } = request;
    const { makeInstall } = await import('./makeInstall.ts');
    const stage = await openStage(target);
    try {
      const manifest = await makeInstall(stage, { limits: limits(), ...request }, recalled, {
        clock,
        onCleaning: (removal) => this.#outlive(removal),
        decide: (programs) => decide(nominationFrom(programs)),
      });
      signal?.throwIfAborted();
      const existing = await publish(stage, target, clock, () => intactInstall(target, asset, { clock, readAll }));
      return { install: existing ?? { directory: target, manifest }, isNew: existing === undefined };
    } catch (error) {
      throw await this.#explained(error, request);
    } finally {
      const removal = closeStage(stage);
      if (signal?.aborted) this.#outlive(removal);
      else await removal;
    }
  }

  #outlive(removal: Promise<void>): void {
    this.#removals.add(removal);
    const forget = (): void => {
      this.#removals.delete(removal);
    };
    removal.then(forget, forget);
  }

  /** Moves bytes that changed on disk to quarantine, so that the next use fetches them again. */
  async #explained(error: unknown, { key }: InstallRequest): Promise<unknown> {
    if (!isEngineError(error, 'integrity') || key === undefined) return error;
    return (await this.#options.onDamaged(key)) ?? error;
  }
}
