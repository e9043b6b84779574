import type { Spoil } from '../support/faultServer/faultServer.ts';
import type { WireAnswer } from '../support/faultServer/wireAnswer.ts';
import { answering } from './fault.ts';
import type { Fault, Spot } from './fault.ts';
import type { World } from './world.ts';

export const ANYWHERE = ['first byte', 'mid-body', 'last byte'] as const;
export const RESUMING = ['mid-body', 'last byte'] as const;
export const START = ['first byte'] as const;

type Change = (answer: WireAnswer, world: World) => WireAnswer;

interface Options extends Partial<Omit<Fault, 'name' | 'begin'>> {
  /** How many answers are wrong. @default all */
  readonly times?: number;
}

/** A fault that changes whole answers. */
export function changed(name: string, change: Change, { times = Infinity, ...rest }: Options = {}): Fault {
  const spoil =
    (world: World): Spoil =>
    (answer, hit) =>
      hit < times ? change(answer, world) : answer;
  const begin = (world: World, at: Spot): void => world.gate.spoil(answering(at, spoil(world)));
  return { name, places: ANYWHERE, callPlaces: START, begin, ...rest };
}

/** An answer that replaces the right one entirely. */
export function instead(status: number, headers: Readonly<Record<string, string>> = {}, text = ''): WireAnswer {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, body: Buffer.from(text) };
}

export function withHeaders(answer: WireAnswer, headers: Readonly<Record<string, string>>): WireAnswer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
