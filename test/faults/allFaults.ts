import { CALLS, FILES, TRANSPORTS, isFile } from './cells.ts';
import type { Cell } from './cells.ts';
import { BODY_FAULTS } from './bodyFaults.ts';
import type { Fault } from './fault.ts';
import { REDIRECT_FAULTS } from './redirectFaults.ts';
import { STATUS_FAULTS } from './statusFaults.ts';
import { WIRE_FAULTS } from './wireFaults.ts';

const FAULTS: readonly Fault[] = [...WIRE_FAULTS, ...BODY_FAULTS, ...STATUS_FAULTS, ...REDIRECT_FAULTS];

export function faultOf({ fault }: Cell): Fault {
  const found = FAULTS.find(({ name }) => name === fault);
  if (!found) throw new Error(`no fault ${fault}`);
  return found;
}

/** The whole matrix. */
export function allCells(): Cell[] {
  const sources = [...FILES, ...CALLS];
  return sources.flatMap((source) =>
    FAULTS.filter((fault) => (fault.sources ?? sources).includes(source)).flatMap(
      ({ name, places, callPlaces, transports = TRANSPORTS }) =>
        (isFile(source) ? places : callPlaces).flatMap((place) =>
          transports.map((transport) => ({ source, transport, place, fault: name })),
        ),
    ),
  );
}
