import type { Break, WireAnswer } from '../support/faultServer/wireAnswer.ts';
import { PLACES } from './cells.ts';
import { bytesBefore, spanOf } from './fault.ts';
import type { Fault, Spot } from './fault.ts';
import type { World } from './world.ts';

type Framing = NonNullable<WireAnswer['framing']>;

const IN_BODY = ['first byte', 'mid-body', 'last byte'] as const;

/** Breaks the answer where the fault strikes. A later request may already start beyond that place. */
function broken(answer: WireAnswer, at: Spot, how: Break, framing: Framing): WireAnswer {
  const { offset, sizeBytes } = spanOf(answer);
  const before = bytesBefore(at, sizeBytes);
  const atByte = before < 0 ? -1 : Math.max(0, before - offset);
  return { ...answer, framing, cut: { how, atByte } };
}

function breaking(name: string, how: Break, framing: Framing = 'length'): readonly Fault[] {
  const places = framing === 'close' ? IN_BODY : PLACES;
  const cut = (times: number) => (world: World, at: Spot) =>
    world.gate.spoil((answer, hit) => {
      if (hit >= times) return answer;
      // The next request is not waited out, so it may take as long as the machine needs.
      if (hit + 1 === times) world.setPatience('much');
      return broken(answer, at, how, framing);
    });
  const waitedOut = how === 'stall' ? ({ waitedOut: true } as const) : {};
  return [
    { name: `${name}, once`, places, callPlaces: places, begin: cut(1), ...waitedOut },
    { name: `${name}, for good`, places, callPlaces: places, begin: cut(Infinity), ...waitedOut },
  ];
}

/** Nobody listens there any more, at once or after the connection broke at that place. */
async function vanish(world: World, at: Spot): Promise<void> {
  if (at.place === 'headers') return world.gate.vanish();
  const { transport, gate } = world;
  gate.spoil((answer) => broken(answer, at, 'reset', 'length'));
  transport.beforeSend = () => (transport.sent.length > 1 ? gate.vanish() : Promise.resolve());
}

async function refuseTwice({ gate, transport }: World): Promise<void> {
  await gate.vanish();
  transport.beforeSend = () => (transport.sent.length > 2 ? gate.appear() : Promise.resolve());
}

/** Faulty connections. */
export const WIRE_FAULTS: readonly Fault[] = [
  {
    name: 'connection refused, for good',
    places: ['headers', 'mid-body', 'last byte'],
    callPlaces: ['headers'],
    begin: vanish,
  },
  { name: 'connection refused, twice', places: ['headers'], callPlaces: ['headers'], begin: refuseTwice },
  ...breaking('reset', 'reset'),
  ...breaking('shorter than its Content-Length', 'close'),
  ...breaking('clean close too early', 'close', 'close'),
  ...breaking('stall', 'stall'),
  {
    name: 'trickle',
    waitedOut: true,
    places: IN_BODY,
    callPlaces: IN_BODY,
    begin: (world, at) => world.gate.spoil((answer) => broken(answer, at, 'trickle', 'length')),
  },
];
