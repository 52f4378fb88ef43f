import type { Parts } from '../parts.ts';
import { randomLetters } from '../random-text.ts';
import type { JsonObject, MessageMetadata } from '../records.ts';
import { invalidArguments, SlackRefusal } from '../slack-refusal.ts';
import { type ApiArguments, isObject } from './arguments.ts';
import { checkBlocks } from '../block-limits/check-blocks.ts';
import { normalizeAppText } from '../app-text.ts';

export interface SentContent {
  text: string;
  blocks?: JsonObject[];
  attachments?: JsonObject[];
}

const maxTextLength = 40_000;

/**
 * Text, blocks and attachments of a posting call, checked and completed as Slack stores them.
 * @throws SlackRefusal `no_text`, `msg_too_long`, `invalid_blocks`, `msg_blocks_too_long`, `invalid_attachments`
 */
export function readContent(parts: Parts, args: ApiArguments): SentContent {
  const blocks = readBlocks(parts, args);
  const attachments = args.list('attachments', 'invalid_attachments')?.filter(isObject);
  const text = args.text('text');
  const markdown = args.text('markdown_text');
  if (markdown !== undefined && (text !== undefined || blocks)) throw new SlackRefusal('markdown_text_conflict');
  if (text === undefined && markdown === undefined && !blocks?.length && !attachments?.length) {
    throw new SlackRefusal('no_text');
  }
  if ((text ?? '').length > maxTextLength || (markdown ?? '').length > 12_000) throw new SlackRefusal('msg_too_long');
  const markdownBlocks = markdown === undefined ? undefined : [{ type: 'markdown', text: markdown }];
  const stored = blocks ?? (markdownBlocks && completeBlocks(parts, markdownBlocks));
  return {
    text: normalizeAppText(text ?? markdown ?? ''),
    ...(stored && stored.length > 0 && { blocks: stored }),
    ...(attachments && attachments.length > 0 && { attachments: completeAttachments(parts, attachments) }),
  };
}

/** @throws SlackRefusal `invalid_blocks_format`, `invalid_blocks`, `msg_blocks_too_long` */
export function readBlocks(parts: Parts, args: ApiArguments): JsonObject[] | undefined {
  const blocks = args.list('blocks', 'invalid_blocks_format');
  if (!blocks) return undefined;
  checkBlocks(blocks);
  return completeBlocks(parts, blocks as JsonObject[]);
}

/** @throws SlackRefusal `invalid_metadata_format` */
export function readMetadata(args: ApiArguments): MessageMetadata | undefined {
  const metadata = args.object('metadata', 'invalid_metadata_format');
  if (!metadata) return undefined;
  const { event_type: eventType, event_payload: payload } = metadata;
  if (typeof eventType !== 'string' || eventType === '' || !isObject(payload)) {
    throw new SlackRefusal('invalid_metadata_format');
  }
  if (JSON.stringify(metadata).length > 16_000) throw new SlackRefusal('metadata_too_large');
  return { event_type: eventType, event_payload: payload };
}

/** Gives blocks and interactive elements the ids they lack and text objects their default fields. */
export function completeBlocks({ outside }: Parts, blocks: readonly JsonObject[]): JsonObject[] {
  const complete = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(complete);
    if (!isObject(value)) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, complete(child)]));
    if (copy['type'] === 'plain_text') return { emoji: true, ...copy };
    if (copy['type'] === 'mrkdwn') return { verbatim: false, ...copy };
    if (isInteractive(copy)) return { action_id: randomLetters(outside, 5), ...copy };
    return copy;
  };
  return blocks.map((block) => ({ block_id: randomLetters(outside, 5), ...(complete(block) as JsonObject) }));
}

const interactiveTypes =
  /^(button|checkboxes|radio_buttons|overflow|datepicker|timepicker|datetimepicker|feedback_buttons|icon_button|workflow_button|.*_input|(multi_)?(static|external|users|conversations|channels)_select)$/;

function isInteractive(value: JsonObject): boolean {
  return typeof value['type'] === 'string' && interactiveTypes.test(value['type']);
}

function completeAttachments(parts: Parts, attachments: readonly JsonObject[]): JsonObject[] {
  if (attachments.length > 100) throw invalidArguments('no more than 100 attachments [json-pointer:/attachments]');
  return attachments.map((attachment, index) => {
    const blocks = attachment['blocks'];
    if (!Array.isArray(blocks)) return { id: index + 1, ...attachment };
    checkBlocks(blocks);
    return { id: index + 1, ...attachment, blocks: completeBlocks(parts, blocks as JsonObject[]) };
  });
}
