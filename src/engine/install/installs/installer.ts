import type { Clock, Log, Memento } from '../../ports.ts';
import type { Installed, InstallRequest, Tool } from './installed.ts';

export interface InstallerOptions {
  /** The engine's directory: works in `installs/` and `bin/` below it, which are made when missing. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Remembers which executables somebody chose. May be lost: then it is asked again. */
  readonly choices: Memento;
  /** @default process.platform */
  readonly platform?: NodeJS.Platform;
}
