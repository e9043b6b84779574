import { pauses } from '../slices.ts';

/** Small enough for `JSON.parse` to take a few milliseconds, whatever the contents. */
const PIECE_LENGTH = 64 * 1024;
/** Deeper than any response; each level of nested lists is scanned again. */
const MAX_DEPTH = 32;
/** Far more than the longest release notes. A string is never split. */
const MAX_STRING_LENGTH = 4 * 1024 * 1024;
/** Objects of the API have about fifty keys. More in one object take long to assemble. */
const MAX_KEYS = 10_000;

/**
 * Like `JSON.parse` for a text of any length: long lists and objects are read in pieces, with pauses for other work. Rejects
 * with the signal's reason on abort.
 *
 * @throws SyntaxError also for deeper nesting, more keys in an object or a longer string than any response has
 */
export async function parseSliced(text: string, options: SlicedOptions = {}): Promise<unknown> {
  const { pieceLength = PIECE_LENGTH, signal } = options;
  return text.length <= pieceLength ? JSON.parse(text) : new SlicedReader(text, pieceLength, signal).read();
}

interface SlicedOptions {
  readonly signal?: AbortSignal | undefined;
  /** @default 64 Ki */
  readonly pieceLength?: number;
}

class SlicedReader {
  readonly #text: string;
  readonly #pieceLength: number;
  readonly #signal: AbortSignal | undefined;
  readonly #pause = pauses();
  #at = 0;

  constructor(text: string, pieceLength: number, signal: AbortSignal | undefined) {
    this.#text = text;
    this.#pieceLength = pieceLength;
    this.#signal = signal;
  }

  async read(): Promise<unknown> {
    const value = await this.#value(0);
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#fault();
    return value;
  }

  async #value(depth: number): Promise<unknown> {
    this.#skipBlanks();
    const first = this.#text[this.#at];
    if (first === '[') return this.#list(depth);
    if (first === '{') return Object.fromEntries(await this.#entries(depth));
    return this.#takeScalar();
  }

  async #list(depth: number): Promise<unknown[]> {
    const items: unknown[] = [];
    await this.#members(depth, {
      run: (piece) => {
        for (const item of JSON.parse(`[${piece}]`) as unknown[]) items.push(item);
      },
      one: async () => void items.push(await this.#value(depth + 1)),
    });
    return items;
  }

  async #entries(depth: number): Promise<[string, unknown][]> {
    const entries: [string, unknown][] = [];
    await this.#members(depth, {
      run: (piece) => {
        for (const entry of Object.entries(JSON.parse(`{${piece}}`) as object)) entries.push(entry);
        if (entries.length > MAX_KEYS) throw this.#fault();
      },
      one: async () => {
        const key = this.#takeScalar();
        if (typeof key !== 'string') throw this.#fault();
        this.#expect(':');
        entries.push([key, await this.#value(depth + 1)]);
      },
    });
    return entries;
  }

  /** Reads everything between two brackets: small members in runs, a large one alone. */
  async #members(
    depth: number,
    { run, one }: { readonly run: (piece: string) => void; readonly one: () => Promise<void> },
  ): Promise<void> {
    if (depth > MAX_DEPTH) throw this.#fault();
    const close = this.#text[this.#at] === '[' ? ']' : '}';
    this.#at += 1;
    for (let isFirst = true; ; isFirst = false) {
      this.#skipBlanks();
      const end = this.#endOfRun();
      if (end === this.#at && !(isFirst && this.#text[end] === close)) throw this.#fault();
      if (end === undefined) await one();
      else {
        run(this.#text.slice(this.#at, end));
        this.#at = end;
      }
      this.#skipBlanks();
      if (this.#text[this.#at] === close) break;
      this.#expect(',');
      await this.#letOthers();
    }
    this.#at += 1;
  }

  /**
   * The end of a run of whole members: a comma, or the closing bracket. Takes the longest run that fits a piece; `undefined`
   * if the first member is longer than that.
   */
  #endOfRun(): number | undefined {
    const [text, start] = [this.#text, this.#at];
    let [depth, comma]: [number, number | undefined] = [0, undefined];
    for (let at = start; at < text.length && at - start < this.#pieceLength; at += 1) {
      const character = text[at];
      if (character === '"') at = endOfString(text, at) - 1;
      else if (character === '[' || character === '{') depth += 1;
      else if (character === ']' || character === '}') depth -= 1;
      else if (character === ',' && depth === 0) comma = at;
      if (depth < 0) return at;
    }
    return comma;
  }

  async #letOthers(): Promise<void> {
    await this.#pause();
    this.#signal?.throwIfAborted();
  }

  #takeScalar(): unknown {
    const isString = this.#text[this.#at] === '"';
    const end = isString ? endOfString(this.#text, this.#at) : endOfWord(this.#text, this.#at);
    if (end - this.#at > MAX_STRING_LENGTH) throw this.#fault();
    const value: unknown = JSON.parse(this.#text.slice(this.#at, end));
    this.#at = end;
    return value;
  }

  #expect(character: string): void {
    this.#skipBlanks();
    if (this.#text[this.#at] !== character) throw this.#fault();
    this.#at += 1;
  }

  #skipBlanks(): void {
    BLANKS.lastIndex = this.#at;
    BLANKS.test(this.#text);
    this.#at = BLANKS.lastIndex;
  }

  #fault(): SyntaxError {
    return new SyntaxError(`Unexpected token in JSON at position ${this.#at}`);
  }
}

const BLANKS = /[ \t\r\n]*/y;
const WORD = /[^\s,\]}]*/y;

function endOfWord(text: string, start: number): number {
  WORD.lastIndex = start;
  WORD.test(text);
  return WORD.lastIndex;
}

/** The offset after the closing quote; the end of the text if there is none, which then fails in the piece. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let slash = quote;
    while (slash > at && text[slash - 1] === '\\') slash -= 1;
    if ((quote - slash) % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}
