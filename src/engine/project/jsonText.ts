import type { ProjectRule } from '../errors.ts';

/** A value in a JSON text, with the offsets of its first character and of the one after its last. */
export interface JsonNode {
  readonly start: number;
  readonly end: number;
  /** The value as from `JSON.parse`, but objects have no prototype. */
  readonly value: unknown;
  /** The members of an object, in the order of the text. */
  readonly members?: readonly JsonMember[];
  readonly items?: readonly JsonNode[];
}

export interface JsonMember {
  readonly key: string;
  readonly keyStart: number;
  readonly node: JsonNode;
}

type JsonFault = Extract<ProjectRule, 'json' | 'comment' | 'trailingComma' | 'duplicateKey' | 'tooLarge'>;

type JsonParsed =
  | { readonly ok: true; readonly root: JsonNode }
  | { readonly ok: false; readonly rule: JsonFault; readonly offset: number };

/** Deeper than any of our files; brackets alone must not exhaust the stack. */
const MAX_DEPTH = 32;

/** Several hundred tools on every platform; reading that many takes about 30 ms, which goes unnoticed in an editor. */
const MAX_VALUES = 20_000;

const LITERAL = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})|\x7f|[\x80-\x9f])*"/uy;
const BLANK = /[ \t\r\n]*/y;

/** Reads JSON (RFC 8259), allows a byte order mark, and refuses duplicate keys, which readers treat differently. */
export function parseJsonText(text: string): JsonParsed {
  try {
    return { ok: true, root: new JsonReader(text).read() };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, rule: error.rule, offset: error.offset };
    throw error;
  }
}

/** The line and column of an offset, counted from 1 as editors do. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).replace(/^\ufeff/, '');
  const lines = before.split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/** The node under a path, or its nearest existing ancestor. */
export function nodeAt(root: JsonNode, path: readonly (string | number)[]): JsonNode {
  const [key, ...rest] = path;
  if (key === undefined) return root;
  const found = typeof key === 'number' ? root.items?.[key] : root.members?.find((member) => member.key === key)?.node;
  return found ? nodeAt(found, rest) : root;
}

class Fault extends Error {
  readonly rule: JsonFault;
  readonly offset: number;
  constructor(rule: JsonFault, offset: number) {
    super(rule);
    this.rule = rule;
    this.offset = offset;
  }
}

class JsonReader {
  readonly #text: string;
  #at: number;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.startsWith('\ufeff') ? 1 : 0;
  }

  read(): JsonNode {
    this.#blank();
    const root = this.#value(0);
    this.#blank();
    if (this.#at < this.#text.length) throw this.#fault('json');
    return root;
  }

  #value(depth: number): JsonNode {
    if (depth > MAX_DEPTH) throw this.#fault('json');
    this.#values += 1;
    if (this.#values > MAX_VALUES) throw new Fault('tooLarge', this.#at);
    const character = this.#text[this.#at];
    if (character === '{') return this.#object(depth);
    if (character === '[') return this.#array(depth);
    return this.#scalar(character === '"' ? STRING : LITERAL);
  }

  #object(depth: number): JsonNode {
    const start = this.#at;
    const members: JsonMember[] = [];
    const keys = new Set<string>();
    this.#list('}', () => {
      const { start: keyStart, value } = this.#scalar(STRING);
      const key = value as string;
      if (keys.has(key)) throw new Fault('duplicateKey', keyStart);
      keys.add(key);
      this.#blank();
      if (this.#text[this.#at] !== ':') throw this.#fault('json');
      this.#at += 1;
      this.#blank();
      members.push({ key, keyStart, node: this.#value(depth + 1) });
    });
    // Without a prototype, `__proto__` is a key like any other.
    const value = Object.create(null) as Record<string, unknown>;
    for (const { key, node } of members) value[key] = node.value;
    return { start, end: this.#at, value, members };
  }

  #array(depth: number): JsonNode {
    const start = this.#at;
    const items: JsonNode[] = [];
    this.#list(']', () => items.push(this.#value(depth + 1)));
    return { start, end: this.#at, value: items.map(({ value }) => value), items };
  }

  /** Reads the items between two brackets. */
  #list(close: string, readOne: () => void): void {
    this.#at += 1;
    this.#blank();
    if (this.#text[this.#at] === close) {
      this.#at += 1;
      return;
    }
    for (;;) {
      readOne();
      this.#blank();
      const comma = this.#at;
      const next = this.#text[this.#at];
      if (next !== ',' && next !== close) throw this.#fault('json');
      this.#at += 1;
      if (next === close) return;
      this.#blank();
      if (this.#text[this.#at] === close) throw new Fault('trailingComma', comma);
    }
  }

  #scalar(form: RegExp): JsonNode {
    const start = this.#at;
    form.lastIndex = start;
    const [found] = form.exec(this.#text) ?? [];
    if (found === undefined) throw this.#fault('json');
    this.#at += found.length;
    return { start, end: this.#at, value: JSON.parse(found) };
  }

  #blank(): void {
    BLANK.lastIndex = this.#at;
    this.#at += BLANK.exec(this.#text)?.[0].length ?? 0;
  }

  #fault(rule: JsonFault): Fault {
    const isComment = /^\/[/*]/.test(this.#text.slice(this.#at, this.#at + 2));
    return new Fault(isComment ? 'comment' : rule, this.#at);
  }
}
