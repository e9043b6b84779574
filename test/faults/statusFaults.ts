import { changed, instead, RESUMING } from './changed.ts';
import { TOKEN } from './content.ts';
import { MAX_HOLD_MS } from '../../src/engine/http/pace.ts';
import { bytesBefore, isEarly } from './fault.ts';
import type { Fault, Spot } from './fault.ts';
import type { World } from './world.ts';

const once = { times: 1 } as const;
const wait = (text: string) => instead(429, { 'retry-after': text });

/** The instance forgets the token, at once or when the connection breaks. */
function revoke({ forge, gate }: World, at: Spot): void {
  const { tokens } = forge.content;
  if (isEarly(at.place)) tokens.length = 0;
  gate.spoil((answer, hit) => {
    if (isEarly(at.place) || hit > 0) return answer;
    tokens.length = 0;
    return { ...answer, cut: { how: 'close', atByte: bytesBefore(at, answer.body.length) } };
  });
}

function grant({ forge }: World): void {
  forge.content.tokens.push({ value: TOKEN, user: 'alice', scopes: ['all'], publicOnly: false });
}

/** Whatever a server says, it is asked again after this time. */
function waitForHold({ clock }: World): void {
  clock.skip(MAX_HOLD_MS);
}

/** The instance, or something in front of it, refuses. */
export const STATUS_FAULTS: readonly Fault[] = [
  {
    name: '401, token revoked',
    places: ['first byte', ...RESUMING],
    callPlaces: ['first byte'],
    begin: revoke,
    end: grant,
  },
  changed('403', () => instead(403)),
  changed('404, replaced since listed', () => instead(404)),
  changed('407 as an answer', () => instead(407)),
  changed('429, Retry-After in seconds', () => wait('2'), once),
  changed('429, Retry-After as a date', (_, { clock }) => wait(new Date(clock.now() + 3000).toUTCString()), once),
  changed('429, Retry-After of ten years', () => wait('315360000'), { end: waitForHold }),
  changed('429, Retry-After in the year 9999', () => wait('Fri, 31 Dec 9999 23:59:59 GMT'), { end: waitForHold }),
  changed('500, once', () => instead(500), once),
  changed('503, for a while', () => instead(503), { times: 2 }),
  changed('503, for good', () => instead(503)),
];
