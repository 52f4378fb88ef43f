import { z } from 'zod';
import { address, anyText, hasOneSource, id, imageSource, markup, oneSourceMessage, plainText } from './composition.ts';
import { dataTable, dataVisualization, table } from './data-blocks.ts';
import { accessory, actionElement, button, contextAction, image, inputElement } from './elements.ts';
import { richText } from './rich-text.ts';

/** Blocks with Slack's limits: https://docs.slack.dev/reference/block-kit/blocks */

const blockId = { block_id: id.optional() };

const section = z
  .strictObject({
    type: z.literal('section'),
    ...blockId,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, 'must have text or fields');

const imageBlock = z
  .strictObject({
    type: z.literal('image'),
    ...blockId,
    ...imageSource,
    alt_text: z.string().min(1).max(2000),
    title: plainText(2000).optional(),
  })
  .refine(hasOneSource, oneSourceMessage);

const taskCard = z.strictObject({
  type: z.literal('task_card'),
  ...blockId,
  task_id: z.string().min(1),
  title: z.string().min(1),
  details: richText.optional(),
  output: richText.optional(),
  sources: z.array(z.strictObject({ type: z.literal('url'), url: address, text: z.string() })).optional(),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']).optional(),
});

const card = z.strictObject({
  type: z.literal('card'),
  ...blockId,
  hero_image: image.optional(),
  icon: image.optional(),
  title: markup(150).optional(),
  subtitle: markup(150).optional(),
  body: markup(200).optional(),
  subtext: markup(200).optional(),
  actions: z.array(button).max(5).optional(),
});

const simple = [
  section,
  imageBlock,
  richText,
  table,
  z.strictObject({ type: z.literal('divider'), ...blockId }),
  z.strictObject({
    type: z.literal('header'),
    ...blockId,
    text: plainText(150),
    level: z.int().min(1).max(4).optional(),
  }),
  z.strictObject({
    type: z.literal('context'),
    ...blockId,
    elements: z
      .array(z.discriminatedUnion('type', [plainText(2000), markup(2000), image]))
      .min(1)
      .max(10),
  }),
  z.strictObject({ type: z.literal('actions'), ...blockId, elements: z.array(actionElement).min(1).max(25) }),
  z.strictObject({
    type: z.literal('input'),
    ...blockId,
    label: plainText(2000),
    hint: plainText(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    element: inputElement,
  }),
  z.strictObject({ type: z.literal('file'), ...blockId, external_id: z.string(), source: z.literal('remote') }),
  z.looseObject({
    type: z.literal('video'),
    ...blockId,
    video_url: address,
    thumbnail_url: address,
    alt_text: z.string().min(1),
    title: plainText(200),
  }),
] as const;

/** One block of any kind. */
export const block = z.discriminatedUnion('type', [
  ...simple,
  taskCard,
  card,
  dataTable,
  dataVisualization,
  z.strictObject({ type: z.literal('markdown'), ...blockId, text: z.string().min(1).max(12_000) }),
  z.strictObject({ type: z.literal('context_actions'), ...blockId, elements: z.array(contextAction).min(1).max(5) }),
  z.strictObject({
    type: z.literal('alert'),
    ...blockId,
    text: anyText(3000),
    level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
  }),
  z.strictObject({ type: z.literal('carousel'), ...blockId, elements: z.array(card).min(1).max(10) }),
  z.strictObject({
    type: z.literal('container'),
    ...blockId,
    title: plainText(150).optional(),
    rich_text_title: richText.optional(),
    subtitle: anyText(150).optional(),
    child_blocks: z.array(z.discriminatedUnion('type', simple)).min(1).max(10),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
    icon: image.optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('plan'),
    ...blockId,
    title: z.string().min(1),
    tasks: z.array(taskCard).optional(),
  }),
]);
export type KnownBlock = z.infer<typeof block>;
