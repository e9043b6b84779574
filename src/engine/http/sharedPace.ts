import { hash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { inDirectory, replaceWith } from '../disk.ts';
import { readLimitedText } from '../limitedFile.ts';
import { parseJson } from '../parseJson.ts';
import type { Clock } from '../ports.ts';
import { MAX_HOLD_MS, MAX_LEVEL } from './pace.ts';
import type { Pace } from './pace.ts';

const MAX_BYTES = 1000;

const paceSchema = v.object({
  since: v.pipe(v.number(), v.finite()),
  forMs: v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_HOLD_MS)),
  level: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_LEVEL)),
});

/**
 * The holds that all windows and processes with one cache directory share: a small file for each server, replaced by rename.
 * A lost or damaged file costs one more refusal, so it counts as none.
 */
export class SharedPaces {
  readonly #directory: string;
  readonly #clock: Clock;

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /** Never rejects. */
  async read(key: string): Promise<Pace | undefined> {
    try {
      const text = await readLimitedText(this.#pathOf(key), MAX_BYTES);
      return text === undefined ? undefined : { ...v.parse(paceSchema, parseJson(text)), good: 0 };
    } catch {
      return undefined;
    }
  }

  /** @throws the system's error; the others then find out by themselves */
  async write(key: string, { since, forMs, level }: Pace): Promise<void> {
    const text = JSON.stringify({ since, forMs, level });
    await replaceWith(this.#pathOf(key), this.#clock, (temporary) =>
      inDirectory(this.#directory, () => writeFile(temporary, text, { mode: 0o600 })),
    );
  }

  #pathOf(key: string): string {
    return join(this.#directory, hash('sha256', key));
  }
}
