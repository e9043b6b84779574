/** The part of JSON Schema (draft 7) that our own schemas use. Unknown keywords throw, so that none is ignored. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

type Check = (value: unknown, argument: never, schema: JsonSchema, root: JsonSchema) => boolean;

const NOTES = new Set(['$schema', 'title', 'description', 'examples', 'definitions', 'default']);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const typeOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);

const CHECKS: Readonly<Record<string, Check>> = {
  type: (value, types: string | readonly string[]) =>
    [types].flat().some((type) => (type === 'integer' ? Number.isInteger(value) : type === typeOf(value))),
  const: (value, wanted: unknown) => value === wanted,
  enum: (value, wanted: readonly unknown[]) => wanted.includes(value),
  pattern: (value, pattern: string) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  minLength: (value, length: number) => typeof value !== 'string' || value.length >= length,
  maxLength: (value, length: number) => typeof value !== 'string' || value.length <= length,
  minimum: (value, least: number) => typeof value !== 'number' || value >= least,
  minItems: (value, count: number) => !Array.isArray(value) || value.length >= count,
  minProperties: (value, count: number) => !isObject(value) || Object.keys(value).length >= count,
  required: (value, keys: readonly string[]) => !isObject(value) || keys.every((key) => Object.hasOwn(value, key)),
  items: (value, schema: JsonSchema, _own, root) =>
    !Array.isArray(value) || value.every((item) => fits(item, schema, root)),
  propertyNames: (value, schema: JsonSchema, _own, root) =>
    !isObject(value) || Object.keys(value).every((key) => fits(key, schema, root)),
  anyOf: (value, schemas: readonly JsonSchema[], _own, root) => schemas.some((schema) => fits(value, schema, root)),
  oneOf: (value, schemas: readonly JsonSchema[], _own, root) =>
    schemas.filter((schema) => fits(value, schema, root)).length === 1,
  properties: (value, schemas: Record<string, JsonSchema>, _own, root) =>
    !isObject(value) ||
    Object.entries(schemas).every(([key, schema]) => !Object.hasOwn(value, key) || fits(value[key], schema, root)),
  patternProperties: (value, schemas: Record<string, JsonSchema | boolean>, _own, root) =>
    !isObject(value) ||
    Object.entries(value).every(([key, inner]) =>
      Object.entries(schemas).every(
        ([pattern, schema]) => !new RegExp(pattern, 'u').test(key) || fits(inner, schema, root),
      ),
    ),
  additionalProperties: (value, schema: JsonSchema | boolean, own, root) => {
    if (!isObject(value)) return true;
    const known = Object.keys((own['properties'] ?? {}) as object);
    const patterns = Object.keys((own['patternProperties'] ?? {}) as object).map((pattern) => new RegExp(pattern, 'u'));
    const others = Object.entries(value).filter(
      ([key]) => !known.includes(key) && !patterns.some((pattern) => pattern.test(key)),
    );
    return others.every(([, inner]) => fits(inner, schema, root));
  },
  $ref: (value, reference: string, _own, root) => {
    const name = /^#\/definitions\/(\w+)$/.exec(reference)?.[1] ?? '';
    const found = (root['definitions'] as Record<string, JsonSchema> | undefined)?.[name];
    if (!found) throw new Error(`${reference} does not exist`);
    return fits(value, found, root);
  },
};

/** Whether a value matches a schema. */
export function fits(value: unknown, schema: JsonSchema | boolean, root: JsonSchema | boolean = schema): boolean {
  if (typeof schema === 'boolean' || typeof root === 'boolean') return schema === true;
  return Object.entries(schema).every(([keyword, argument]) => {
    if (NOTES.has(keyword)) return true;
    const check = CHECKS[keyword];
    if (!check) throw new Error(`${keyword} is not checked here`);
    return check(value, argument as never, schema, root);
  });
}
