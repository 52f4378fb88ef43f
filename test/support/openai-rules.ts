/** OpenAI's published rules for requests, as far as a server refuses what breaks them; written apart from the code under test. */

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const namePattern = /^[a-zA-Z0-9_-]{1,64}$/;
const refusedKeywords = [
  'allOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
  'default',
  '$schema',
  'minLength',
  'maxLength',
  'propertyNames',
  'contentEncoding',
];

/** @returns what a strict schema breaks, each with its path. */
export function checkStrictSchema(schema: unknown, path = 'schema', depth = 1): string[] {
  if (!isObject(schema)) return [`${path}: is no object`];
  const problems: string[] = [];
  if (depth > 10) return [`${path}: nested too deep`];
  if (depth === 1 && path === 'schema' && (schema['type'] !== 'object' || 'anyOf' in schema))
    problems.push(`${path}: the root must be an object`);
  for (const keyword of refusedKeywords) if (keyword in schema) problems.push(`${path}: '${keyword}' is not permitted`);
  if (!['type', 'anyOf', '$ref', 'enum', 'const'].some((key) => key in schema))
    problems.push(`${path}: must have a 'type'`);
  if (schema['type'] === 'object') {
    const properties = isObject(schema['properties']) ? schema['properties'] : {};
    if (schema['additionalProperties'] !== false)
      problems.push(`${path}: 'additionalProperties' is required to be false`);
    const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [];
    for (const key of Object.keys(properties))
      if (!required.includes(key)) problems.push(`${path}: 'required' lacks '${key}'`);
    for (const key of required)
      if (!Object.hasOwn(properties, String(key))) problems.push(`${path}: 'required' names '${String(key)}'`);
    for (const [key, child] of Object.entries(properties))
      problems.push(...checkStrictSchema(child, `${path}.${key}`, depth + 1));
  }
  if (schema['type'] === 'array') problems.push(...checkStrictSchema(schema['items'], `${path}[]`, depth));
  if (Array.isArray(schema['anyOf']))
    schema['anyOf'].forEach((child, index) =>
      problems.push(...checkStrictSchema(child, `${path}.anyOf.${index}`, depth)),
    );
  return problems;
}

function checkName(name: unknown, path: string): string[] {
  return typeof name === 'string' && namePattern.test(name)
    ? []
    : [`${path}: '${String(name)}' does not match ${namePattern.source}`];
}

/** Every tool message answers a call of the assistant message before it, and every call is answered before anything else is said. */
function checkToolMessages(messages: readonly unknown[]): string[] {
  const problems: string[] = [];
  let open: string[] = [];
  for (const [index, message] of messages.entries()) {
    const role = isObject(message) ? message['role'] : null;
    if (!isObject(message) || !['system', 'developer', 'user', 'assistant', 'tool'].includes(String(role))) {
      problems.push(`messages.${index}: unknown role`);
      continue;
    }
    if (role === 'tool') {
      const id = String(message['tool_call_id']);
      if (!open.includes(id))
        problems.push(`messages.${index}: 'tool' must follow a message with tool_calls that holds ${id}`);
      if (typeof message['content'] !== 'string') problems.push(`messages.${index}: a tool message needs content`);
      open = open.filter((other) => other !== id);
      continue;
    }
    if (open.length > 0) problems.push(`messages.${index}: tool_calls ${open.join(', ')} have no answer`);
    const calls = role === 'assistant' && Array.isArray(message['tool_calls']) ? (message['tool_calls'] as Json[]) : [];
    open = calls.map((call) => String(call['id']));
    if (role !== 'assistant' && typeof message['content'] !== 'string')
      problems.push(`messages.${index}: content must be text`);
    if (role === 'assistant' && typeof message['content'] !== 'string' && calls.length === 0)
      problems.push(`messages.${index}: an assistant message needs content or tool_calls`);
  }
  if (open.length > 0) problems.push(`messages: tool_calls ${open.join(', ')} have no answer`);
  return problems;
}

/** @returns what a Chat Completions request breaks. */
export function checkChatRequest(body: Json): string[] {
  const problems: string[] = [];
  if (typeof body['model'] !== 'string' || body['model'] === '') problems.push('model: is required');
  const messages = Array.isArray(body['messages']) ? (body['messages'] as unknown[]) : [];
  if (messages.length === 0) problems.push('messages: is required');
  problems.push(...checkToolMessages(messages));
  const format = body['response_format'];
  if (isObject(format) && format['type'] === 'json_schema') {
    const inner = isObject(format['json_schema']) ? format['json_schema'] : {};
    problems.push(...checkName(inner['name'], 'response_format.json_schema.name'));
    if (inner['strict'] === true) problems.push(...checkStrictSchema(inner['schema']));
  }
  if (isObject(format) && format['type'] === 'json_object' && !/json/iu.test(JSON.stringify(messages)))
    problems.push("messages: must contain the word 'json' for json_object");
  for (const [index, tool] of (Array.isArray(body['tools']) ? (body['tools'] as Json[]) : []).entries()) {
    const inner = isObject(tool['function']) ? tool['function'] : {};
    problems.push(...checkName(inner['name'], `tools.${index}.function.name`));
    if (inner['strict'] === true) problems.push(...checkStrictSchema(inner['parameters']));
  }
  if ('tool_choice' in body && !Array.isArray(body['tools'])) problems.push('tool_choice: is only allowed with tools');
  if ('parallel_tool_calls' in body && !Array.isArray(body['tools']))
    problems.push('parallel_tool_calls: is only allowed with tools');
  if ('max_tokens' in body && 'max_completion_tokens' in body)
    problems.push('max_tokens: not together with max_completion_tokens');
  return problems;
}

/** @returns what a Responses API request breaks. */
export function checkResponsesRequest(body: Json): string[] {
  const problems: string[] = [];
  if (typeof body['model'] !== 'string' || body['model'] === '') problems.push('model: is required');
  const input = Array.isArray(body['input']) ? (body['input'] as Json[]) : [];
  if (input.length === 0) problems.push('input: is required');
  const calls = new Set(input.filter((item) => item['type'] === 'function_call').map((item) => item['call_id']));
  const outputs = new Set(
    input.filter((item) => item['type'] === 'function_call_output').map((item) => item['call_id']),
  );
  for (const id of calls) if (!outputs.has(id)) problems.push(`input: no tool output for function call ${String(id)}`);
  for (const id of outputs)
    if (!calls.has(id)) problems.push(`input: no tool call found for function call output ${String(id)}`);
  for (const item of input)
    if (item['type'] === 'function_call' && 'id' in item)
      problems.push('input: function_call was provided without its required reasoning item');
  const format = isObject(body['text']) ? body['text']['format'] : undefined;
  if (isObject(format) && format['type'] === 'json_schema') {
    problems.push(...checkName(format['name'], 'text.format.name'));
    if (format['strict'] === true) problems.push(...checkStrictSchema(format['schema']));
  }
  for (const [index, tool] of (Array.isArray(body['tools']) ? (body['tools'] as Json[]) : []).entries()) {
    problems.push(...checkName(tool['name'], `tools.${index}.name`));
    if (tool['strict'] === true) problems.push(...checkStrictSchema(tool['parameters']));
  }
  return problems;
}
