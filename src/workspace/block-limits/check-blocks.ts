import { z } from 'zod';
import { SlackRefusal } from '../slack-refusal.ts';
import { block, type KnownBlock } from './blocks.ts';

export type Surface = 'message' | 'modal' | 'home';

/** Where a block may stand, if not everywhere: https://docs.slack.dev/blocks.json */
const surfacesOf: Partial<Record<KnownBlock['type'], readonly Surface[]>> = {
  alert: ['modal'],
  carousel: ['message', 'home'],
  container: ['message'],
  context_actions: ['message'],
  file: ['message'],
  markdown: ['message'],
  plan: ['message'],
  table: ['message'],
  task_card: ['message'],
};

const maxOfKind: Partial<Record<KnownBlock['type'], number>> = { table: 1, data_visualization: 2 };
const maxMarkdownLength = 12_000;
// Not in Slack's reference, but what it does: about this much text in all blocks together is too long.
const maxTextLength = 13_200;

/** Refuses blocks that Slack would refuse in a message. @throws SlackRefusal `invalid_blocks`, `msg_blocks_too_long` */
export function checkBlocks(blocks: readonly unknown[]): void {
  const problems = findBlockProblems(blocks, 'message', '/blocks');
  if (problems.length > 0) {
    throw new SlackRefusal('invalid_blocks', {
      errors: problems,
      response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
    });
  }
  if (textLength(blocks) > maxTextLength) throw new SlackRefusal('msg_blocks_too_long');
}

/** What Slack would say of the blocks, each with a JSON pointer below `pointer`. */
export function findBlockProblems(blocks: readonly unknown[], surface: Surface, pointer: string): string[] {
  const max = surface === 'message' ? 50 : 100;
  if (blocks.length > max) return [`no more than ${max} items allowed [json-pointer:${pointer}]`];
  const parsed = z.array(block).safeParse(blocks);
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => `${issue.message} [json-pointer:${pointer}${toPointer(issue.path)}]`);
  }
  return [
    ...findMisplaced(parsed.data, surface, pointer),
    ...findTwins(parsed.data, pointer),
    ...findTooMany(parsed.data, pointer),
  ];
}

function toPointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key)}`).join('');
}

function findMisplaced(blocks: readonly KnownBlock[], surface: Surface, pointer: string): string[] {
  return blocks.flatMap((known, index) => {
    const isAllowed = surfacesOf[known.type]?.includes(surface) ?? true;
    return isAllowed
      ? []
      : [`block type ${known.type} is not allowed in a ${surface} [json-pointer:${pointer}/${index}]`];
  });
}

/** Block ids must differ in the whole, action ids inside a block. */
function findTwins(blocks: readonly KnownBlock[], pointer: string): string[] {
  const blockIds = blocks.map((known) => known.block_id).filter((blockId) => blockId !== undefined);
  const problems = twins(blockIds).map((twin) => `block_id ${twin} is not unique [json-pointer:${pointer}]`);
  for (const [index, known] of blocks.entries()) {
    const actionIds = known.type === 'actions' || known.type === 'context_actions' ? known.elements : [];
    const ids = actionIds.map((element) => element.action_id).filter((actionId) => actionId !== undefined);
    problems.push(...twins(ids).map((twin) => `action_id ${twin} is not unique [json-pointer:${pointer}/${index}]`));
  }
  return problems;
}

function twins(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((value, index) => ids.indexOf(value) !== index))];
}

function findTooMany(blocks: readonly KnownBlock[], pointer: string): string[] {
  const problems: string[] = [];
  for (const [type, max] of Object.entries(maxOfKind)) {
    if (blocks.filter((known) => known.type === type).length > max) {
      problems.push(`no more than ${max} ${type} allowed [json-pointer:${pointer}]`);
    }
  }
  const markdown = blocks.reduce((sum, known) => sum + (known.type === 'markdown' ? known.text.length : 0), 0);
  if (markdown > maxMarkdownLength) {
    problems.push(`markdown text must be no more than ${maxMarkdownLength} characters [json-pointer:${pointer}]`);
  }
  const focused = JSON.stringify(blocks).split('"focus_on_load":true').length - 1;
  if (focused > 1) problems.push(`only one element may have focus_on_load [json-pointer:${pointer}]`);
  return problems;
}

/** Characters of all `text` in the blocks. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, child) => sum + textLength(child), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, child]) => sum + (key === 'text' && typeof child === 'string' ? child.length : textLength(child)),
    0,
  );
}
