import { scopeId } from '../model.ts';
import type { Memento } from '../ports.ts';
import type { Answers } from './commandRules.ts';
import type { Tool } from './installed.ts';

/**
 * What somebody said when they were asked whether a tool may have a command. Each answer is a fact of its own, so that two
 * windows that are answered at once lose none.
 */
export class CommandAnswers {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  /** Of those commands, the ones that somebody was asked about. */
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
  return JSON.stringify(['command', scopeId(instance, source), name.toLowerCase(), command]);
}
