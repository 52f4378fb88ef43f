import type { z } from 'zod';

/** One setting of the tree, as tables, messages and the environment know it. */
export interface Setting {
  /** Keys from the root, e.g. `['llm', 'timeoutMs']`. */
  path: string[];
  /** `llm.timeoutMs`, the name in configs/app.yaml and in messages. */
  name: string;
  /** `GLOSS_LLM_TIMEOUT_MS`, the name in the environment. */
  environmentName: string;
  kind: 'number' | 'boolean' | 'string' | 'list' | 'object';
  description: string;
  /** For a person: "a whole number from 1 to 100", "one of: socket, http". */
  allowed: string;
  /** JSON of the default; null where there is none. */
  defaultValue: unknown;
  /** Its value is never shown. */
  secret: boolean;
}

interface JsonSchema {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  description?: string;
  default?: unknown;
}

const secretName = /(?:token|secret|password|apiKeys?|encryptionKeys|pseudonymKey)$/i;

/** Every leaf of a settings schema in its order. `toJsonSchema` is zod's own, handed in with `io: 'input'`. */
export function listSettings(root: z.ZodType, toJsonSchema: (schema: z.ZodType) => unknown): Setting[] {
  const settings: Setting[] = [];
  const visit = (schema: JsonSchema, path: string[]): void => {
    if (schema.properties && path.length < 6) {
      for (const [key, child] of Object.entries(schema.properties)) visit(child, [...path, key]);
      return;
    }
    const name = path.join('.');
    settings.push({
      path,
      name,
      environmentName: environmentNameOf(path),
      kind: kindOf(schema),
      description: schema.description ?? '',
      allowed: describeAllowed(schema),
      defaultValue: schema.default ?? null,
      secret: secretName.test(path.at(-1) ?? ''),
    });
  };
  visit(toJsonSchema(root) as JsonSchema, []);
  return settings;
}

/** `['llm', 'timeoutMs']` → `GLOSS_LLM_TIMEOUT_MS`. */
function environmentNameOf(path: readonly string[]): string {
  const words = path.map((key) => key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase());
  return ['GLOSS', ...words].join('_');
}

function withoutNull(schema: JsonSchema): JsonSchema {
  const options = schema.anyOf?.filter((option) => option.type !== 'null') ?? [];
  return options.length === 1 && options[0] ? options[0] : schema;
}

function kindOf(schema: JsonSchema): Setting['kind'] {
  const { type } = withoutNull(schema);
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'boolean';
  if (type === 'array') return 'list';
  if (type === 'object') return 'object';
  return 'string';
}

function describeAllowed(outer: JsonSchema): string {
  const schema = withoutNull(outer);
  if (schema.enum) return `one of: ${schema.enum.join(', ')}`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  switch (kindOf(schema)) {
    case 'number':
      return describeNumber(schema);
    case 'boolean':
      return 'true or false';
    case 'list':
      return schema.items ? `a comma-separated list, each ${describeAllowed(schema.items)}` : 'a comma-separated list';
    case 'object':
      return 'an object';
    case 'string':
      return describeString(schema);
  }
}

function describeNumber(schema: JsonSchema): string {
  const noun = schema.type === 'integer' ? 'a whole number' : 'a number';
  const from = schema.minimum ?? schema.exclusiveMinimum;
  const isOpen = schema.minimum === undefined && schema.exclusiveMinimum !== undefined;
  const to = schema.maximum === undefined || schema.maximum >= Number.MAX_SAFE_INTEGER ? undefined : schema.maximum;
  const hasFrom = from !== undefined && from > Number.MIN_SAFE_INTEGER;
  if (hasFrom && to !== undefined) return `${noun} ${isOpen ? 'above' : 'from'} ${from} ${isOpen ? 'up ' : ''}to ${to}`;
  if (hasFrom) return `${noun} ${isOpen ? 'above' : 'of at least'} ${from}`;
  if (to !== undefined) return `${noun} up to ${to}`;
  return noun;
}

function describeString(schema: JsonSchema): string {
  if (schema.format === 'uri') return 'a URL';
  if (schema.pattern) return `text of the form ${schema.pattern}`;
  if (schema.minLength !== undefined && schema.minLength > 0)
    return `text of at least ${schema.minLength} character${schema.minLength === 1 ? '' : 's'}`;
  return 'text';
}
