/**
 * What OpenAI publishes on files for chat fine-tuning (platform.openai.com/docs/guides/supervised-fine-tuning and the data preparation
 * page of its cookbook): JSON lines, each with a `messages` list of known roles and text content, an answer of the assistant in each and
 * at its end, at least ten examples.
 * @returns problems, each with its line; none for a file that may be uploaded
 */
export function fineTuningProblems(file: string): string[] {
  const lines = file.split('\n');
  const problems: string[] = [];
  if (lines.pop() !== '') problems.push('the last line has no end');
  for (const [index, line] of lines.entries()) {
    for (const problem of lineProblems(line)) problems.push(`line ${index + 1}: ${problem}`);
  }
  if (lines.length < 10) problems.push(`${lines.length} examples; ten are needed`);
  return problems;
}

const roles = ['system', 'user', 'assistant', 'tool', 'developer', 'function'];
const messageKeys = ['role', 'content', 'name', 'weight', 'tool_calls', 'tool_call_id', 'function_call', 'refusal'];

function lineProblems(line: string): string[] {
  let example: unknown;
  try {
    example = JSON.parse(line);
  } catch {
    return ['is no JSON'];
  }
  if (typeof example !== 'object' || example === null || !('messages' in example)) return ['has no messages'];
  const { messages, ...rest } = example;
  const problems = Object.keys(rest)
    .filter((key) => !['tools', 'parallel_tool_calls', 'functions'].includes(key))
    .map((key) => `has the unknown key ${key}`);
  if (!Array.isArray(messages) || messages.length === 0) return [...problems, 'has no list of messages'];
  for (const message of messages as Record<string, unknown>[]) {
    const { role, content } = message;
    for (const key of Object.keys(message))
      if (!messageKeys.includes(key)) problems.push(`a message has the key ${key}`);
    if (typeof role !== 'string' || !roles.includes(role)) problems.push(`a message has the role ${String(role)}`);
    if (typeof content !== 'string' || content === '') problems.push('a message has no content');
  }
  const said = (messages as Record<string, unknown>[]).map(({ role }) => role);
  if (!said.includes('assistant')) problems.push('no message of the assistant');
  if (said.at(-1) !== 'assistant') problems.push('the assistant does not have the last word');
  return problems;
}
