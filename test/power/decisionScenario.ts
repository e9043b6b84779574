import { FakeClock } from '../support/fakeClock.ts';
import { makeAsset } from '../support/makeAsset.ts';
import { sha256Of } from '../support/records.ts';
import { isDeepStrictEqual } from 'node:util';
import { ExecutableChoices } from '../../src/engine/install/choices.ts';
import { openDirectoryStores } from '../../src/engine/store/directoryStores.ts';
import { memoriesOf } from '../../src/engine/verify/memories.ts';
import type { Memories } from '../../src/engine/verify/memories.ts';
import { TOOL } from '../support/installRig.ts';
import type { PowerScenario } from './powerLab.ts';

const ONE = makeAsset({ name: 'one.tar', upstreamId: 'uuid one' });
const OTHER = makeAsset({ name: 'other.tar', upstreamId: 'uuid other' });
const CHANGE = { kind: 'replaced', before: sha256Of('before'), now: sha256Of('now') } as const;
const INSTALLED = { ...ONE, sha256: sha256Of('one'), evidence: 'none' as const };

/** A decision of the user or a learned fact, and how to read it. */
interface Subject {
  readonly name: string;
  readonly read: (parts: Parts) => Promise<unknown>;
}

interface Parts {
  readonly memories: Memories;
  readonly choices: ExecutableChoices;
}

function open(directory: string): Parts {
  const clock = new FakeClock(Date.now());
  const { memory } = openDirectoryStores({ directory, clock, writerId: crypto.randomUUID() });
  return { memories: memoriesOf(memory, clock), choices: new ExecutableChoices(memory.section('choices')) };
}

const PIN_ONE: Subject = { name: 'pin of one', read: ({ memories }) => memories.pins.of(ONE) };
const PIN_OTHER: Subject = { name: 'pin of other', read: ({ memories }) => memories.pins.of(OTHER) };
const ACCEPTED: Subject = {
  name: 'open changes',
  read: async ({ memories }) => (await memories.accepted.open(ONE, [CHANGE])).length,
};
const SEEN: Subject = {
  name: 'seen before',
  read: async ({ memories }) => (await memories.history.recall(ONE)).remembered,
};
const CHOSEN: Subject = { name: 'chosen programs', read: ({ choices }) => choices.recall(TOOL, INSTALLED) };
const SUBJECTS = [PIN_ONE, PIN_OTHER, ACCEPTED, SEEN, CHOSEN];

/** A decision or learned fact, its value, and how to make it. */
type Decided = readonly [subject: Subject, value: unknown, decide: (parts: Parts) => Promise<void>];

const pinned = (text: string) => ({ sha256: sha256Of(text) });
const DECISIONS: readonly Decided[] = [
  [PIN_ONE, pinned('new'), ({ memories }) => memories.pins.set(ONE, pinned('new'))],
  [PIN_OTHER, undefined, ({ memories }) => memories.pins.set(OTHER, undefined)],
  [ACCEPTED, 0, ({ memories }) => memories.accepted.accept(ONE, [CHANGE])],
  [
    SEEN,
    sha256Of('one'),
    ({ memories }) => memories.history.note(ONE, { sha256: sha256Of('one'), seen: { kind: 'server', keyIds: [] } }),
  ],
  [CHOSEN, ['bin/one'], ({ choices }) => choices.remember(TOOL, INSTALLED, ['bin/one'])],
  [PIN_OTHER, pinned('again'), ({ memories }) => memories.pins.set(OTHER, pinned('again'))],
];
const AT_FIRST: readonly (readonly [Subject, unknown])[] = [
  [PIN_ONE, pinned('old')],
  [PIN_OTHER, pinned('other')],
  [ACCEPTED, 1],
  [SEEN, undefined],
  [CHOSEN, undefined],
];

/** Pins, accepted changes and choices: new ones, changed ones and removed ones. */
export const DECISIONS_SCENARIO: PowerScenario = {
  name: 'decide',
  prepare: async (root) => {
    const { memories } = open(root);
    await memories.pins.set(ONE, pinned('old'));
    await memories.pins.set(OTHER, pinned('other'));
  },
  act: async (root, say) => {
    const parts = open(root);
    for (const [index, [, , decide]] of DECISIONS.entries()) {
      say(`begun ${index}`);
      await decide(parts);
      say(`done ${index}`);
    }
  },
  problems: async (root, log) => {
    const parts = open(root);
    const found = await Promise.all(SUBJECTS.map(async (subject) => ({ subject, value: await subject.read(parts) })));
    const wrong = found.filter(
      ({ subject, value }) => !mayBe(subject, log).some((one) => isDeepStrictEqual(one, value)),
    );
    return wrong.map(({ subject, value }) => `${subject.name} is ${JSON.stringify(value)} after ${log.join(', ')}`);
  },
};

/** The possible values: that of the last decision, and of one that had begun. */
function mayBe(subject: Subject, log: readonly string[]): readonly unknown[] {
  let values = AT_FIRST.flatMap(([of, value]) => (of === subject ? [value] : []));
  for (const [index, [of, value]] of DECISIONS.entries()) {
    if (of !== subject) continue;
    if (log.includes(`begun ${index}`)) values = [...values, value];
    // A remembered file is not a decision; it is noted again.
    if (log.includes(`done ${index}`) && of !== SEEN) values = [value];
  }
  return values;
}
