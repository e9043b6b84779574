import assert from 'node:assert/strict';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartialFacts, PartialFile } from '../../src/engine/cache/partialFile.ts';
import { transfer } from '../../src/engine/cache/transfer.ts';
import type { TransferOptions, Transferred } from '../../src/engine/cache/transfer.ts';
import type { OpenBody } from '../../src/engine/ports.ts';
import { passing } from './cacheRig.ts';
import { FakeClock } from './fakeClock.ts';
import { FakeOrigin } from './fakeOrigin.ts';
import { sha256Of } from './records.ts';

type RunOptions = Partial<Omit<TransferOptions, 'source'>> & { readonly open?: OpenBody };

/** A transfer from an origin into a real file, with the record that it kept and the progress it reported. */
export class TransferRig {
  readonly origin: FakeOrigin;
  readonly clock = new FakeClock();
  readonly path: string;
  readonly described: PartialFacts[] = [];
  readonly progress: Parameters<TransferOptions['onTransfer']>[0][] = [];

  constructor(directory: string, bytes: Buffer) {
    this.origin = new FakeOrigin(bytes);
    this.path = join(directory, 'partial.data');
  }

  /** The offset that each request asked for. */
  get offsets(): number[] {
    return this.origin.asked.map((range) => range?.offsetBytes ?? 0);
  }

  /** Asserts that the transferred bytes and the bytes in the file are exactly these. */
  async isWhole({ sizeBytes, digests }: Transferred, expected: Buffer): Promise<void> {
    assert.equal(sizeBytes, expected.byteLength);
    assert.equal(digests.sha256, sha256Of(expected));
    assert.ok((await readFile(this.path)).equals(expected));
  }

  /** Runs a transfer whose file contains `before`, and whose record is `earlier`. */
  async run(
    { open = this.origin.open, ...options }: RunOptions = {},
    before: Buffer = Buffer.alloc(0),
    earlier: Partial<PartialFacts> = {},
  ): Promise<Transferred> {
    await writeFile(this.path, before);
    const transferred = transfer({
      source: { host: 'git.example.org', open },
      partial: this.#partial(before, earlier),
      clock: this.clock,
      sizeBytes: this.origin.bytes.byteLength,
      limitBytes: 1e9,
      algorithms: ['sha256'],
      signal: new AbortController().signal,
      onTransfer: (state) => this.progress.push(state),
      ...options,
    });
    return passing(this.clock, transferred);
  }

  #partial(before: Buffer, earlier: Partial<PartialFacts>): PartialFile {
    const proven = earlier.proven ?? { sizeBytes: before.byteLength, sha256: sha256Of(before) };
    const sizeBytes = this.origin.bytes.byteLength;
    return {
      dataPath: this.path,
      open: () => open(this.path, 'r+'),
      earlier: before.byteLength > 0 ? { validator: '"v1"', sizeBytes, ...earlier, proven } : undefined,
      describe: (facts) => Promise.resolve(this.described.push(facts) > 0 && facts.validator !== undefined),
      release: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    };
  }
}
