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
  #said = new Map<string, string>();

  /** Notes a row that is being drawn. */
  note({ id }: N, view: NodeView): NodeView {
    this.#said.set(id, saidBy(view));
    return view;
  }

  /** The rows whose text has changed since. Forgets the others. */
  outdated(nodes: Iterable<N>, viewOf: (node: N) => NodeView): N[] {
    const before = this.#said;
    this.#said = new Map();
    return [...nodes].filter((node) => {
      const said = before.get(node.id);
      if (said === undefined) return false;
      this.#said.set(node.id, said);
      return said !== saidBy(viewOf(node));
    });
  }
}

function saidBy({ label, description, accessibleLabel }: NodeView): string {
  return JSON.stringify([label, description, accessibleLabel]);
}
