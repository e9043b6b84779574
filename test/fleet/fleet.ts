import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtProgram, runCli } from '../support/cliRig.ts';
import { startForge } from '../support/forge/forge.ts';
import type { Forge } from '../support/forge/forge.ts';
import { startBazelRemote } from '../support/mirrors/bazelRemote.ts';
import type { BazelRemote } from '../support/mirrors/bazelRemote.ts';
import { OWNER, fleetContent, toolNames } from './content.ts';
import { TokenBucket } from './tokenBucket.ts';
import { Traffic } from './traffic.ts';
import type { TrafficSummary } from './traffic.ts';

export interface FleetSize {
  readonly machines: number;
  readonly tools: number;
  /** How many processes run at a time. */
  readonly atOnce: number;
  /** How many requests the forge answers per second, and at once after a pause. */
  readonly perSecond: number;
  readonly burst: number;
}

/** One run of `restore` on each machine. */
export interface FleetRun {
  readonly forge: TrafficSummary;
  readonly mirror: TrafficSummary;
  readonly seconds: number;
  /** The messages of machines that failed. */
  readonly failures: readonly string[];
}

/** The forge has a limit only while a fleet runs. */
interface Limit {
  bucket: TokenBucket | undefined;
}

/** Machines with a cache directory each, one lock, a forge with a rate limit, and a mirror that has all files. */
export class Fleet implements AsyncDisposable {
  readonly #size: FleetSize;
  readonly #directory: string;
  readonly #forge: Forge;
  readonly #remote: BazelRemote;
  readonly #traffic: { readonly forge: Traffic; readonly mirror: Traffic };
  readonly #limit: Limit;

  private constructor(size: FleetSize, directory: string, forge: Forge, remote: BazelRemote, limit: Limit) {
    this.#size = size;
    this.#directory = directory;
    this.#forge = forge;
    this.#remote = remote;
    this.#limit = limit;
    this.#traffic = { forge: new Traffic(forge.server), mirror: new Traffic(remote.server) };
  }

  /** Locks the tools and fills the mirror from one more machine. */
  static async start(size: FleetSize, directory: string): Promise<Fleet> {
    const names = toolNames(size.tools);
    const limit: Limit = { bucket: undefined };
    const forge = await startForge({ content: fleetContent(names), tooSoon: () => limit.bucket?.take() });
    const fleet = new Fleet(size, directory, forge, await startBazelRemote(), limit);
    await mkdir(fleet.#project);
    const tools = names.map((name) => [name, { instance: forge.url, release: `${OWNER}/${name}`, version: '1.0.0' }]);
    await writeFile(
      join(fleet.#project, 'forgejo-artifacts.json'),
      JSON.stringify({ tools: Object.fromEntries(tools) }),
    );
    for (const args of [['update'], ['restore', '--mirror', fleet.#remote.origin, '--mirror-upload']]) {
      const failure = await fleet.#call('first', args);
      if (failure !== undefined) throw new Error(failure);
    }
    return fleet;
  }

  /** Lets every machine restore the lock. `name` names their caches; those of an earlier run are warm. */
  async restore(name: string, { withMirror }: { readonly withMirror: boolean }): Promise<FleetRun> {
    const { machines, atOnce, perSecond, burst } = this.#size;
    this.#take();
    this.#limit.bucket = new TokenBucket(perSecond, burst);
    const startedAt = performance.now();
    const args = withMirror ? ['restore', '--mirror', this.#remote.origin] : ['restore'];
    const waiting = Array.from({ length: machines }, (_, index) => `${name} ${index + 1}`);
    const failures: string[] = [];
    const work = async (): Promise<void> => {
      for (let cache = waiting.shift(); cache !== undefined; cache = waiting.shift()) {
        const failure = await this.#call(cache, args);
        if (failure !== undefined) failures.push(failure);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    this.#limit.bucket = undefined;
    return { ...this.#take(), seconds: (performance.now() - startedAt) / 1000, failures };
  }

  #take(): Pick<FleetRun, 'forge' | 'mirror'> {
    return { forge: this.#traffic.forge.take(), mirror: this.#traffic.mirror.take() };
  }

  get #project(): string {
    return join(this.#directory, 'project');
  }

  /** The message of a call that failed. */
  async #call(cache: string, args: readonly string[]): Promise<string | undefined> {
    const { file, env } = await builtProgram();
    const { code, stderr } = await runCli(file, {
      args: ['-C', this.#project, ...args, '--cache', join(this.#directory, 'caches', cache)],
      env: { ...env, FORGEJO_ARTIFACTS_INSTANCES: this.#forge.url },
    });
    return code === 0 ? undefined : `${cache}: ${stderr}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#forge.close();
    await this.#remote.close();
  }
}
