import type { Surroundings } from './answerCommand.ts';
import { isLocal } from './invocation.ts';
import type { EngineCommand, Invocation, LocalCommand } from './invocation.ts';

/** A call that needs the engine or parts of it. */
export interface EngineInvocation extends Invocation {
  readonly command: LocalCommand | EngineCommand;
}

/** Carries out a call, from its invocation to its exit code, and loads only what it needs. Never rejects. */
export async function dispatch(invocation: EngineInvocation, surroundings: Surroundings): Promise<number> {
  const { command } = invocation;
  return isLocal(command)
    ? (await import('./performLocal.ts')).performLocalCommand(command, invocation, surroundings)
    : (await import('./perform.ts')).performCommand(command, invocation, surroundings);
}
