import * as v from 'valibot';
import { EngineError } from '../errors.ts';
import type { ProjectRule } from '../errors.ts';
import { nodeAt, parseJsonText, lineAndColumn } from './jsonText.ts';
import type { JsonNode } from './jsonText.ts';
import { ruleOf } from './ruleOf.ts';

type Path = readonly (string | number)[];

/** Far more than a workspace needs; a larger file is something else. */
export const MAX_FILE_BYTES = 1024 * 1024;

/** One of our JSON files, with errors that name keys and places. */
export class JsonFile {
  readonly root: JsonNode;
  readonly #path: string;
  readonly #text: string;

  /** @throws EngineError `badProjectFile` */
  constructor(text: string, path: string) {
    this.#path = path;
    this.#text = text;
    if (text.length > MAX_FILE_BYTES) throw this.#error('tooLarge', []);
    const parsed = parseJsonText(text);
    if (!parsed.ok) throw this.#error(parsed.rule, [], parsed.offset);
    this.root = parsed.root;
  }

  /** The error for the value under a path, or for its absence. */
  fault(rule: ProjectRule, path: Path = []): EngineError<'badProjectFile'> {
    return this.#error(rule, path, keyOrValueStart(this.root, path));
  }

  /** Validates a value by its schema. @throws EngineError `badProjectFile` with the first fault */
  decode<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
    const result = v.safeParse(schema, value, { abortEarly: true });
    if (result.success) return result.output;
    const [issue] = result.issues;
    const path = (issue.path ?? []).map(({ key }) => key as string | number);
    throw this.fault(ruleOf(issue), path);
  }

  #error(rule: ProjectRule, path: Path, offset?: number): EngineError<'badProjectFile'> {
    const key = path.join('.');
    const position = offset === undefined ? {} : lineAndColumn(this.#text, offset);
    const facts = { path: this.#path, key, rule, ...position };
    return new EngineError('badProjectFile', `${this.#path}: ${rule} at ${key || 'the top level'}`, facts);
  }
}

/** The place to look at: the key if the object has it, else the object that lacks it. */
function keyOrValueStart(root: JsonNode, path: Path): number {
  const parent = nodeAt(root, path.slice(0, -1));
  return parent.members?.find(({ key }) => key === path.at(-1))?.keyStart ?? nodeAt(root, path).start;
}
