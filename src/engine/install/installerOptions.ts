import type { Clock, Log, Memento } from '../ports.ts';
import type { UnpackLimits } from '../unpack/limits.ts';
import type { InstallMakerOptions } from './installMaker.ts';
import type { PathLookup } from './pathLookup.ts';

export interface InstallerOptions {
  /** The engine's directory: uses `installs/` and `bin/` below it, which are created if missing. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Remembers chosen executables. If it is lost, the user is asked again. */
  readonly choices: Memento;
  /** The limits for unpacking, read at each install. @default those of `unpack` */
  readonly limits?: () => Partial<UnpackLimits>;
  /** @default process.platform */
  readonly platform?: NodeJS.Platform;
  /** @default a look-up on the PATH of this process */
  readonly findOnPath?: PathLookup;
  /** Whether something besides the user's commands needs the directory of an install. @default nothing does */
  readonly isKept?: (directory: string) => Promise<boolean>;
  /** Called for a record whose file changed; moves the file to quarantine and may return an error that says more. */
  readonly onDamaged?: InstallMakerOptions['onDamaged'];
}
