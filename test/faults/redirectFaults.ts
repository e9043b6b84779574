import { RESUMING, changed, instead } from './changed.ts';
import { BODY, FILE_NAME } from './content.ts';
import { answering } from './fault.ts';
import type { Fault, Spot } from './fault.ts';
import type { World } from './world.ts';

const to = (location: string) => instead(303, { location });

function presign({ storage, storageGate }: World): string {
  const signed = storage.presign({
    bytes: BODY,
    etag: undefined,
    modifiedAt: new Date(Date.UTC(2026, 0, 2)),
    contentType: 'application/octet-stream',
    disposition: `attachment; filename=${FILE_NAME}`,
  });
  return signed.replace(`${storage.origin}/`, storageGate.url);
}

/** The first address expires with its connection; only a new one serves the rest. */
function expireMidBody(world: World, at: Spot): void {
  const { storage, storageGate, gate } = world;
  storageGate.spoil(answering(at, (answer) => answer));
  gate.spoil((_, hit) => {
    if (hit > 0) storage.expire();
    return to(presign(world));
  });
}

/** Too long for a name, so that no resolver has to be asked. */
const NO_HOST = `https://${'x'.repeat(64)}.invalid/`;

/** Redirects to other places, and redirects that fail. */
export const REDIRECT_FAULTS: readonly Fault[] = [
  changed('303 to login', () => to('/user/login')),
  changed('303 to a presigned URL that refuses Authorization', (_, world) => to(presign(world)), { callPlaces: [] }),
  { name: 'presigned URL that expires mid-body', places: RESUMING, callPlaces: [], begin: expireMidBody },
  changed('redirect loop', () => to('?again')),
  changed('redirect to http', (answer, world) => to(world.serveElsewhere(answer)), { tls: true }),
  changed('redirect to a foreign host', (answer, world) => to(world.serveElsewhere(answer))),
  // A call follows no redirect to another host.
  changed('DNS failure', () => to(NO_HOST), { callPlaces: [] }),
  {
    name: 'TLS failure',
    places: ['headers'],
    callPlaces: ['headers'],
    tls: true,
    begin: (world) => world.spoilClient('distrusting'),
  },
  {
    name: 'proxy that answers 407',
    places: ['headers'],
    callPlaces: ['headers'],
    // undici alone has no proxies.
    transports: ['fetch'],
    begin: (world) => world.spoilClient('proxied'),
  },
];
