import { z } from 'zod';
import { button } from './elements.ts';
import { id } from './composition.ts';
import { richText } from './rich-text.ts';

/** Tables and charts: https://docs.slack.dev/reference/block-kit/blocks */

const rawText = z.strictObject({ type: z.literal('raw_text'), text: z.string() });
const rawNumber = z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string() });
const action = z.looseObject({ type: z.literal('action'), element: button.optional() });
const blockId = { block_id: id.optional() };

export const table = z.strictObject({
  type: z.literal('table'),
  ...blockId,
  rows: z
    .array(
      z
        .array(z.discriminatedUnion('type', [rawText, rawNumber, richText]))
        .min(1)
        .max(20),
    )
    .min(1)
    .max(100),
  column_settings: z
    .array(
      z
        .strictObject({ align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: z.boolean().optional() })
        .nullable(),
    )
    .max(20)
    .optional(),
});

export const dataTable = z.strictObject({
  type: z.literal('data_table'),
  ...blockId,
  rows: z
    .array(
      z
        .array(z.discriminatedUnion('type', [rawText, rawNumber, richText, action]))
        .min(1)
        .max(20),
    )
    .min(1)
    .max(200),
  caption: z.string().min(1),
  page_size: z.int().min(1).max(100).optional(),
  row_header_column_index: z.int().min(0).optional(),
});

const chartLabel = z.string().min(1).max(20);
const axisTitle = z.string().max(50).optional();
const series = z
  .array(
    z.strictObject({
      name: chartLabel,
      data: z
        .array(z.strictObject({ label: chartLabel, value: z.number() }))
        .min(1)
        .max(20),
    }),
  )
  .min(1)
  .max(6)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'series names must be unique');
const axes = z.strictObject({
  categories: z.array(chartLabel).min(1).max(20),
  x_label: axisTitle,
  y_label: axisTitle,
});

const xyChart = <T extends string>(type: T) =>
  z
    .strictObject({ type: z.literal(type), series, axis_config: axes })
    .refine(
      (chart) =>
        chart.series.every(
          ({ data }) =>
            data.length === chart.axis_config.categories.length &&
            data.every(({ label }) => chart.axis_config.categories.includes(label)),
        ),
      'each series must have one value for each category',
    );

export const dataVisualization = z.strictObject({
  type: z.literal('data_visualization'),
  ...blockId,
  title: z.string().min(1).max(50),
  chart: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('pie'),
      segments: z
        .array(z.strictObject({ label: chartLabel, value: z.number().positive() }))
        .min(1)
        .max(6),
    }),
    xyChart('line'),
    xyChart('bar'),
    xyChart('area'),
  ]),
});
