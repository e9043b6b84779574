import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A recorded exchange; `test/captures/README.md` describes its content. */
export interface Exchange {
  readonly id: string;
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly response: {
    readonly status: number;
    readonly headers: readonly (readonly [string, string])[];
    readonly setsCookie: boolean;
    readonly body: RecordedBody;
  };
}

export type RecordedBody =
  | { readonly text: string; readonly trimmedFrom?: number }
  | { readonly sha256: string; readonly sizeBytes: number; readonly head: string };

export function readCaptures(name: string): Exchange[] {
  const path = join(import.meta.dirname, '..', '..', 'captures', `${name}.jsonl`);
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Exchange);
}

/** The body as JSON, if it is JSON. */
export function jsonOf(body: RecordedBody): unknown {
  if (!('text' in body) || !/^\s*[[{]/.test(body.text)) return undefined;
  return JSON.parse(body.text);
}

/** A header of the answer. Several of the same name are joined, as HTTP allows. */
export function headerOf({ response }: Exchange, name: string): string | undefined {
  const values = response.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return values.length > 0 ? values.join(', ') : undefined;
}
