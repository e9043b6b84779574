import { sourceKey } from '../model.ts';
import type { Memento } from '../ports.ts';
import type { Answers } from './commandRules.ts';
import type { Tool } from './installed.ts';

/**
 * The answers to whether a tool may have a command. Each is stored separately, so that two windows answering at once lose
 * none.
 */
export class CommandAnswers {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  /** The commands among these that were answered. */
  async recall(tool: Tool, commands: readonly string[]): Promise<Answers> {
    const answers = new Map<string, 'yes' | 'no'>();
    for (const command of commands) {
      const key = keyOf(tool, command);
      await this.#memento.refresh?.(key);
      const answer = this.#memento.get(key);
      if (answer === 'yes' || answer === 'no') answers.set(command, answer);
    }
    return answers;
  }

  async remember(tool: Tool, answers: Answers): Promise<void> {
    for (const [command, answer] of answers) await this.#memento.update(keyOf(tool, command), answer);
  }
}

function keyOf({ instance, source, name }: Tool, command: string): string {
  return JSON.stringify(['command', sourceKey(instance, source), name.toLowerCase(), command]);
}
