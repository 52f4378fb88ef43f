import { findBlockProblems } from './block-limits/check-blocks.ts';
import type { JsonObject } from './records.ts';
import { SlackRefusal } from './slack-refusal.ts';
import { isObject } from './web-api/arguments.ts';

const maxMarkdownLength = 12_000;

/** What a streamed message shows after more of it came. `blocks` are those it shows now. @throws SlackRefusal `msg_too_long`, `invalid_chunks` */
export function appendToStream(
  blocks: readonly JsonObject[],
  markdown: string | undefined,
  chunks: readonly unknown[],
): JsonObject[] {
  let shown = blocks.map((block) => structuredClone(block));
  if (markdown !== undefined) shown = addMarkdown(shown, markdown);
  for (const chunk of chunks) shown = addChunk(shown, chunk);
  return shown;
}

/** The text of a stream, for notifications and search. */
export function streamText(blocks: readonly JsonObject[]): string {
  return blocks
    .filter((block) => block['type'] === 'markdown')
    .map((block) => block['text'])
    .join('\n');
}

function addMarkdown(blocks: JsonObject[], text: string): JsonObject[] {
  const last = blocks.at(-1);
  const total = streamText(blocks).length + text.length;
  if (total > maxMarkdownLength) throw new SlackRefusal('msg_too_long');
  if (last?.['type'] !== 'markdown') return [...blocks, { type: 'markdown', text }];
  return [...blocks.slice(0, -1), { ...last, text: `${String(last['text'])}${text}` }];
}

function addChunk(blocks: JsonObject[], chunk: unknown): JsonObject[] {
  if (!isObject(chunk)) throw new SlackRefusal('invalid_chunks');
  switch (chunk['type']) {
    case 'markdown_text':
      return addMarkdown(blocks, readText(chunk, 'text'));
    case 'plan_update':
      return withPlan(blocks, (plan) => ({ ...plan, title: readText(chunk, 'title') }));
    case 'task_update':
      return withPlan(blocks, (plan) => ({ ...plan, tasks: putTask(plan['tasks'], toTask(chunk)) }));
    case 'blocks': {
      const added = Array.isArray(chunk['blocks']) ? (chunk['blocks'] as JsonObject[]) : [];
      if (findBlockProblems(added, 'message', '/chunks').length > 0) throw new SlackRefusal('invalid_chunks');
      return [...blocks, ...added];
    }
    default:
      throw new SlackRefusal('invalid_chunks');
  }
}

/** A stream has one plan, at its top, that holds all tasks. */
function withPlan(blocks: JsonObject[], change: (plan: JsonObject) => JsonObject): JsonObject[] {
  const index = blocks.findIndex((block) => block['type'] === 'plan');
  if (index < 0) return [change({ type: 'plan', title: 'Working on it', tasks: [] }), ...blocks];
  return blocks.with(index, change(blocks[index] ?? {}));
}

function putTask(tasks: unknown, task: JsonObject): JsonObject[] {
  const list = Array.isArray(tasks) ? (tasks as JsonObject[]) : [];
  const index = list.findIndex((known) => known['task_id'] === task['task_id']);
  return index < 0 ? [...list, task] : list.with(index, { ...list[index], ...task });
}

const statuses = ['pending', 'in_progress', 'complete', 'error'];

function toTask(chunk: JsonObject): JsonObject {
  const { id, title, status, details, output, sources } = chunk;
  if (typeof id !== 'string' || typeof title !== 'string' || !statuses.includes(String(status))) {
    throw new SlackRefusal('invalid_chunks');
  }
  return {
    type: 'task_card',
    task_id: id,
    title,
    status,
    ...(typeof details === 'string' && { details: toRichText(details) }),
    ...(typeof output === 'string' && { output: toRichText(output) }),
    ...(Array.isArray(sources) && { sources }),
  };
}

function toRichText(text: string): JsonObject {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }] };
}

function readText(chunk: JsonObject, field: string): string {
  const value = chunk[field];
  if (typeof value !== 'string') throw new SlackRefusal('invalid_chunks');
  return value;
}
