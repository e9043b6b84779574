import { isEngineError } from '../../src/engine/index.ts';
import type { Job } from './jobs.ts';
import type { Sent } from './recordingTransport.ts';
import type { World } from './world.ts';

/** Far longer than any cell takes, even on a busy machine. */
const HANG_MS = 180_000;

export interface Observed {
  readonly outcome: string;
  readonly succeeded: boolean;
  readonly sent: readonly Sent[];
  readonly problems: readonly string[];
}

/** Runs the job and returns its result. A job that does not end within this real time is a hang. */
export async function observe(world: World, job: Job): Promise<Observed> {
  const { transport } = world;
  transport.sent = [];
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<'hang'>((resolve) => {
    timer = setTimeout(() => resolve('hang'), HANG_MS);
  });
  try {
    const problems = await Promise.race([job.run(stop.signal), hang]);
    if (problems !== 'hang')
      return { outcome: success(transport.sent), succeeded: true, sent: transport.sent, problems };
    stop.abort(new Error('it hangs'));
    return { outcome: 'hang', succeeded: false, sent: transport.sent, problems: ['it hangs'] };
  } catch (error) {
    const known = isEngineError(error);
    const problems = known ? [] : [`not the engine's error: ${String(error)}`];
    return { outcome: known ? error.code : 'unknown error', succeeded: false, sent: transport.sent, problems };
  } finally {
    clearTimeout(timer);
  }
}

/** How the file was completed: what was held when the last request was sent, and whether the answer was the rest. */
function success(sent: readonly Sent[]): string {
  const last = sent.at(-1);
  if (last?.status === 206) return 'resumed';
  return last && last.heldBytes > 0 ? 'restarted' : 'completed and verified';
}
