import { CALLS, FILES, MIRRORED, TRANSPORTS, isFile } from './cells.ts';
import type { Cell, Source } from './cells.ts';
import { BODY_FAULTS } from './bodyFaults.ts';
import type { Fault } from './fault.ts';
import { MIRROR_FAULTS } from './mirrorFaults.ts';
import { REDIRECT_FAULTS } from './redirectFaults.ts';
import { STATUS_FAULTS } from './statusFaults.ts';
import { WIRE_FAULTS } from './wireFaults.ts';

const FAULTS: readonly Fault[] = [
  ...WIRE_FAULTS,
  ...BODY_FAULTS,
  ...STATUS_FAULTS,
  ...REDIRECT_FAULTS,
  ...MIRROR_FAULTS,
];

export function faultOf({ fault }: Cell): Fault {
  const found = FAULTS.find(({ name }) => name === fault);
  if (!found) throw new Error(`no fault ${fault}`);
  return found;
}

/** The whole matrix. */
export function allCells(): Cell[] {
  const plain: readonly Source[] = [...FILES, ...CALLS];
  return [...plain, ...MIRRORED].flatMap((source) =>
    FAULTS.filter((fault) => (fault.sources ?? plain).includes(source)).flatMap(
      ({ name, places, callPlaces, transports = TRANSPORTS }) =>
        (isFile(source) ? places : callPlaces).flatMap((place) =>
          transports.map((transport) => ({ source, transport, place, fault: name })),
        ),
    ),
  );
}
