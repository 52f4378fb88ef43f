/** Slack's chart block with its limits (docs.slack.dev/reference/block-kit/blocks/data-visualization-block). */
import { z } from 'zod';
import { chartLimits } from './chart.ts';
import { id } from './element-schema.ts';

const label = z.string().min(1).max(chartLimits.label);
const axisTitle = z.string().max(chartLimits.axisTitle).optional();
const isDistinct = (labels: readonly string[]): boolean => new Set(labels).size === labels.length;

const series = z
  .array(
    z.strictObject({
      name: label,
      data: z
        .array(z.strictObject({ label, value: z.number() }))
        .min(1)
        .max(chartLimits.points),
    }),
  )
  .min(1)
  .max(chartLimits.series)
  .refine((all) => isDistinct(all.map(({ name }) => name)), 'a name stands twice');

const axes = z.strictObject({
  categories: z.array(label).min(1).max(chartLimits.points).refine(isDistinct, 'a category stands twice'),
  x_label: axisTitle,
  y_label: axisTitle,
});

const xy = <Kind extends string>(kind: Kind) =>
  z
    .strictObject({ type: z.literal(kind), series, axis_config: axes })
    .refine(
      (chart) =>
        chart.series.every(
          ({ data }) =>
            data.length === chart.axis_config.categories.length &&
            data.every((point, index) => point.label === chart.axis_config.categories[index]),
        ),
      'a series needs one value for each category',
    );

export const dataVisualization = z.strictObject({
  type: z.literal('data_visualization'),
  block_id: id.optional(),
  title: z.string().min(1).max(chartLimits.title),
  chart: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('pie'),
      segments: z
        .array(z.strictObject({ label, value: z.number().positive() }))
        .min(1)
        .max(chartLimits.segments)
        .refine((all) => isDistinct(all.map((segment) => segment.label)), 'a label stands twice'),
    }),
    xy('line'),
    xy('bar'),
    xy('area'),
  ]),
});
