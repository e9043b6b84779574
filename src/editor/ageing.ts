import type { Clock } from '../engine/index.ts';
import type { NodeView } from './tree/nodeView.ts';

const MINUTE_MS = 60_000;

/** Whether somebody sees a view. */
export interface Sight {
  isVisible(): boolean;
  onDidChange(listener: () => void): { dispose(): void };
}

/** Calls back every minute while somebody looks, and when somebody begins to. */
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

/** What the rows of a view said when they were drawn. Ages such as `2 minutes ago` pass without an event. */
export class DrawnRows<N extends { readonly id: string }> {
  #said = new Map<string, string>();

  /** Notes a row that is drawn now. */
  note({ id }: N, view: NodeView): NodeView {
    this.#said.set(id, saidBy(view));
    return view;
  }

  /** Those of the rows that say something else by now. The others are forgotten. */
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
