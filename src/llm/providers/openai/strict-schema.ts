import { z } from 'zod';

type Json = Record<string, unknown>;

/** Keywords of OpenAI's strict subset; zod writes others that servers refuse, which validation here still applies. */
const kept = new Set(
  `type properties required additionalProperties items enum const anyOf $ref $defs description pattern format minimum maximum exclusiveMinimum
  exclusiveMaximum multipleOf minItems maxItems`.split(/\s+/),
);
const formats = new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid']);
/** OpenAI's limits for strict schemas. */
const limits = { depth: 10, properties: 5_000, enumValues: 1_000, nameAndEnumCharacters: 120_000 };

export interface StrictSchema {
  name: string;
  schema: Json;
}

/**
 * The zod schema as a JSON schema in OpenAI's strict form: an object at the root, every property required, no others, known keywords only,
 * name of letters, digits, `_` and `-`, at most 64.
 * @throws Error naming the place, as a schema that is not strict is a mistake in the program.
 */
export function toStrictSchema(name: string, schema: z.ZodType): StrictSchema {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw new Error(`"${name}" is no name for a schema or tool.`);
  const root = clean(z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'output' }));
  if (root['type'] !== 'object' || root['anyOf'] !== undefined)
    throw new Error(`The schema "${name}" must be an object at its root.`);
  const count = { properties: 0, enumValues: 0, characters: 0 };
  check(root, name, 1, count);
  if (count.properties > limits.properties)
    throw new Error(`The schema "${name}" has more than ${limits.properties} properties.`);
  if (count.enumValues > limits.enumValues)
    throw new Error(`The schema "${name}" has more than ${limits.enumValues} enum values.`);
  if (count.characters > limits.nameAndEnumCharacters)
    throw new Error(`The names in the schema "${name}" are too long together.`);
  return { name, schema: root };
}

function clean(node: unknown, isMap = false): Json {
  const result: Json = {};
  for (const [key, value] of Object.entries(node as Json)) {
    if (!isMap && !kept.has(key)) continue;
    // zod bounds every integer by the safe range; that says nothing and trips small grammars.
    if (!isMap && (key === 'minimum' || key === 'maximum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER)
      continue;
    if (!isMap && key === 'format' && !formats.has(String(value))) continue;
    if (key === 'enum' || key === 'required') result[key] = value;
    else if (Array.isArray(value)) result[key] = value.map((item: unknown) => (isObject(item) ? clean(item) : item));
    else if (isObject(value)) result[key] = clean(value, !isMap && (key === 'properties' || key === '$defs'));
    else result[key] = value;
  }
  return result;
}

function check(
  node: Json,
  path: string,
  depth: number,
  count: { properties: number; enumValues: number; characters: number },
): void {
  if (depth > limits.depth) throw new Error(`${path} is nested deeper than ${limits.depth} levels.`);
  const options = node['anyOf'];
  const isTyped = ['type', 'anyOf', '$ref', 'enum', 'const'].some((key) => key in node);
  if (!isTyped)
    throw new Error(`${path} has no type; unions and transforms of other kinds cannot be asked for strictly.`);
  if (Array.isArray(node['enum'])) {
    count.enumValues += node['enum'].length;
    count.characters += node['enum'].join('').length;
  }
  if (Array.isArray(options)) {
    options.forEach((option, index) => check(option as Json, `${path}.anyOf[${index}]`, depth, count));
  }
  if (isObject(node['$defs'])) {
    for (const [key, child] of Object.entries(node['$defs']))
      check(child as Json, `${path}.$defs.${key}`, depth, count);
  }
  if (node['type'] === 'array') {
    if (!isObject(node['items'])) throw new Error(`${path} is an array without one kind of items.`);
    check(node['items'], `${path}[]`, depth, count);
  }
  if (node['type'] !== 'object') return;
  const properties = isObject(node['properties']) ? node['properties'] : {};
  const required = Array.isArray(node['required']) ? node['required'] : [];
  if (node['additionalProperties'] !== false) throw new Error(`${path} must forbid other properties (z.strictObject).`);
  for (const [key, child] of Object.entries(properties)) {
    count.properties += 1;
    count.characters += key.length;
    if (!required.includes(key))
      throw new Error(`${path}.${key} must be required; use .nullable() for what may be missing.`);
    check(child as Json, `${path}.${key}`, depth + 1, count);
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
