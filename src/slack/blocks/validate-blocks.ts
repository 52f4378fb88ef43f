import { BlockSchema, ViewSchema } from './block-schema.ts';

export interface BlockProblem {
  /** JSON pointer, e.g. `/blocks/2/elements/0/text/text`. */
  pointer: string;
  message: string;
}

export type Surface = 'message' | 'modal' | 'home';

/** Blocks a surface takes at most (docs.slack.dev/reference/block-kit/blocks). */
const maxBlocks: Record<Surface, number> = { message: 50, modal: 100, home: 100 };

/** Undocumented: Slack answers `msg_blocks_too_long` above about 13,200 characters of text in one message's blocks. */
const maxMessageTextLength = 13_000;

const onlyOn: Readonly<Record<string, readonly Surface[]>> = {
  markdown: ['message'],
  alert: ['modal'],
  table: ['message'],
  plan: ['message'],
  task_card: ['message'],
  context_actions: ['message'],
};

/** How often a block type may stand in one message. */
const atMost: Readonly<Record<string, number>> = { table: 1, data_visualization: 2 };

/** Checks a message's fallback text and blocks against Slack's limits, offline. @returns every problem; empty means Slack would take it. */
export function validateMessage(message: { text: string; blocks: readonly unknown[] }): BlockProblem[] {
  const problems: BlockProblem[] = [];
  if (message.text.trim() === '') problems.push({ pointer: '/text', message: 'the fallback text is empty' });
  if (message.text.length > 40_000) problems.push({ pointer: '/text', message: 'is longer than 40000 characters' });
  return [...problems, ...validateBlocks(message.blocks, 'message')];
}

/** Checks a modal or App Home view. */
export function validateView(view: unknown): BlockProblem[] {
  const parsed = ViewSchema.safeParse(view);
  if (!parsed.success)
    return parsed.error.issues.map((issue) => ({ pointer: pointerOf(issue.path), message: issue.message }));
  const problems: BlockProblem[] = [];
  if (parsed.data.type === 'modal' && !parsed.data.title)
    problems.push({ pointer: '/title', message: 'a modal needs one' });
  return [...problems, ...validateBlocks(parsed.data.blocks, parsed.data.type)];
}

/** Checks blocks for one surface. */
export function validateBlocks(blocks: readonly unknown[], surface: Surface): BlockProblem[] {
  const problems: BlockProblem[] = [];
  const report = (path: readonly PropertyKey[], message: string): void => {
    problems.push({ pointer: pointerOf(['blocks', ...path]), message });
  };
  if (blocks.length > maxBlocks[surface]) report([], `a ${surface} holds at most ${maxBlocks[surface]} blocks`);
  const blockIds = new Set<string>();
  const counts = new Map<string, number>();
  for (const [index, block] of blocks.entries()) {
    const parsed = BlockSchema.safeParse(block);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) report([index, ...issue.path], issue.message);
      continue;
    }
    const { type, block_id: blockId } = parsed.data;
    if (onlyOn[type]?.includes(surface) === false) report([index, 'type'], `${type} is not taken by a ${surface}`);
    if (blockId !== undefined && blockIds.has(blockId)) report([index, 'block_id'], 'stands twice');
    if (blockId !== undefined) blockIds.add(blockId);
    counts.set(type, (counts.get(type) ?? 0) + 1);
    for (const actionId of repeated(actionIds(parsed.data))) report([index], `the action_id ${actionId} stands twice`);
  }
  for (const [type, most] of Object.entries(atMost)) {
    if ((counts.get(type) ?? 0) > most) report([], `at most ${most} ${type} in one ${surface}`);
  }
  const length = textLength(blocks);
  if (surface === 'message' && length > maxMessageTextLength) {
    report([], `${length} characters of text; a message takes about ${maxMessageTextLength}`);
  }
  return problems;
}

/** Characters of all text that people read in the blocks. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textLength(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, child]) => sum + (key === 'text' && typeof child === 'string' ? child.length : textLength(child)),
    0,
  );
}

function actionIds(block: object): string[] {
  if (!('elements' in block) || !Array.isArray(block.elements)) return [];
  return block.elements.flatMap((element: unknown) =>
    typeof element === 'object' && element !== null && 'action_id' in element && typeof element.action_id === 'string'
      ? [element.action_id]
      : [],
  );
}

function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
