import type { Clock, MementoSections } from '../ports.ts';
import { AcceptedChanges } from './acceptedChanges.ts';
import { History } from './history.ts';
import { Pins } from './pins.ts';

/** What outlives the cached files: pins, accepted changes, and the evidence of earlier versions. */
export interface Memories {
  readonly pins: Pins;
  readonly accepted: AcceptedChanges;
  readonly history: History;
}

export function memoriesOf(memory: MementoSections, clock: Clock): Memories {
  return { pins: new Pins(memory), accepted: new AcceptedChanges(memory), history: new History(memory, clock) };
}
