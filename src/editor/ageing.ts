import type { Clock } from '../engine/index.ts';
import type { NodeView } from './tree/nodeView.ts';

const MINUTE_MS = 60_000;

/** Whether the view is visible. */
export interface Sight {
  isVisible(): boolean;
  onDidChange(listener: () => void): { dispose(): void };
}

/** Calls back every minute while the view is visible, and when it becomes visible. */
export function everyMinute(sight: Sight, clock: Clock, callback: () => void): { dispose(): void } {
  let stop = (): void => undefined;
  const look = (): void => {
    stop();
    if (!sight.isVisible()) return;
    callback();
    stop = clock.after(MINUTE_MS, look);
  };
  const listener = sight.onDidChange(look);
  look();
  return {
    dispose: () => {
      listener.dispose();
      stop();
    },
  };
}

/**
 * Remembers what the rows of a view said when they were drawn, because ages such as `2 minutes ago` change without an event.
 */
export class DrawnRows<N extends { readonly id: string }> {
  #shownTexts = new Map<string, string>();

  /** Notes a row that is being drawn. */
  note({ id }: N, view: NodeView): NodeView {
    this.#shownTexts.set(id, textOf(view));
    return view;
  }

  /** The rows whose text has changed since. Forgets the others. */
  outdated(nodes: Iterable<N>, viewOf: (node: N) => NodeView): N[] {
    const before = this.#shownTexts;
    this.#shownTexts = new Map();
    return [...nodes].filter((node) => {
      const shown = before.get(node.id);
      if (shown === undefined) return false;
      this.#shownTexts.set(node.id, shown);
      return shown !== textOf(viewOf(node));
    });
  }
}

function textOf({ label, description, accessibleLabel }: NodeView): string {
  return JSON.stringify([label, description, accessibleLabel]);
}
