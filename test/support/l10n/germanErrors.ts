import { readFileSync } from 'node:fs';
import { setTranslator } from '../../../src/words/translate.ts';
import type { ErrorFacts } from '../../../src/engine/index.ts';

/** Prints the German message of each error, as a JSON list. A process of its own, because words are translated as they load. */

const texts = JSON.parse(readFileSync('media/l10n/bundle.l10n.de.json', 'utf8')) as Readonly<Record<string, string>>;
setTranslator(
  (message, ...fillings) =>
    (texts[message] ?? message).replace(/\{(\d+)\}/g, (_, index: string) => String(fillings[Number(index)])),
  'de',
);
const { EngineError } = await import('../../../src/engine/index.ts');
const { describeError } = await import('../../../src/words/describeError.ts');
const { mismatchWord, untrustedWord } = await import('../../../src/words/evidenceWords.ts');
const { ERROR_CASES } = await import('../errorCases.ts');

type Integrity = ErrorFacts['integrity'];
type Untrusted = ErrorFacts['untrusted'];

const SPEAKERS = [
  'lock',
  'caller',
  'kept',
  'listed',
  'pin',
  'signature',
  'server',
  'checksum',
  'notes',
  'remembered',
] as const;
const KINDS = ['signature', 'server', 'checksum', 'notes', 'remembered', 'none'] as const;

/** One source contradicts the bytes, and another one fits them; with and without the name of a file. */
function mismatches(): readonly Integrity[] {
  const fitting = (['pin', 'server', 'checksum', 'notes', 'remembered'] as const).map((kind) => ({ kind, fits: true }));
  return SPEAKERS.flatMap((source) =>
    fitting.flatMap(
      (proof) =>
        [
          { what: 'sha256', expected: 'aa', actual: 'bb', source, sources: [proof] },
          { what: 'sha256', expected: 'aa', actual: 'bb', source, file: 'SHA256SUMS', sources: [proof] },
          { what: 'signature', expected: 'F5420C', actual: '', source: 'signature', sources: [proof] },
        ] satisfies readonly Integrity[],
    ),
  );
}

function untrusted(): readonly Untrusted[] {
  const demands = ['checksum', 'server', 'signature', 'pin'] as const;
  return demands.flatMap((require) => KINDS.map((kind) => ({ name: 'a.zip', require, kind })));
}

const messages = [
  ...Object.entries(ERROR_CASES).flatMap(([code, cases]) =>
    cases.map(([facts]) => describeError(new EngineError(code as 'network', '', facts as never)).message),
  ),
  ...mismatches().flatMap((facts) => [
    describeError(new EngineError('integrity', '', facts)).message,
    mismatchWord(facts),
  ]),
  ...untrusted().flatMap((facts) => [
    describeError(new EngineError('untrusted', '', facts)).message,
    untrustedWord(facts),
  ]),
];
process.stdout.write(JSON.stringify([...new Set(messages)]));
