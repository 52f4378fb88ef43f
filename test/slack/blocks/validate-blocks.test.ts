import { describe, expect, test } from 'vitest';
import { validateBlocks, validateMessage, validateView } from '../../../src/slack/blocks/validate-blocks.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const pointers = (problems: { pointer: string }[]) => problems.map((problem) => problem.pointer);
const chart = (changes: object) => ({
  type: 'data_visualization',
  title: 'x',
  chart: line([['a', 1]], ['a']),
  ...changes,
});
const line = (points: [string, number][], categories: string[]) => ({
  type: 'line',
  series: [{ name: 's', data: points.map(([label, value]) => ({ label, value })) }],
  axis_config: { categories },
});

describe('the block validator refuses', () => {
  test.each<[string, unknown, string]>([
    ['a long header', { type: 'header', text: plain('x'.repeat(151)) }, '/blocks/0/text/text'],
    ['a header in mrkdwn', { type: 'header', text: { type: 'mrkdwn', text: 'x' } }, '/blocks/0/text/type'],
    ['an empty section', { type: 'section' }, '/blocks/0'],
    ['a long section', { type: 'section', text: plain('x'.repeat(3001)) }, '/blocks/0/text/text'],
    ['a long field', { type: 'section', fields: [plain('ok'), plain('x'.repeat(2001))] }, '/blocks/0/fields/1/text'],
    ['eleven fields', { type: 'section', fields: Array.from({ length: 11 }, () => plain('x')) }, '/blocks/0/fields'],
    [
      'eleven context elements',
      { type: 'context', elements: Array.from({ length: 11 }, () => plain('x')) },
      '/blocks/0/elements',
    ],
    [
      'a long button label',
      { type: 'actions', elements: [{ type: 'button', text: plain('x'.repeat(76)) }] },
      '/blocks/0/elements/0/text/text',
    ],
    [
      'a long button value',
      { type: 'actions', elements: [{ type: 'button', text: plain('x'), value: 'v'.repeat(2001) }] },
      '/blocks/0/elements/0/value',
    ],
    [
      'a repeated action_id',
      { type: 'actions', elements: [1, 2].map(() => ({ type: 'button', action_id: 'a', text: plain('x') })) },
      '/blocks/0',
    ],
    ['an unknown property', { type: 'divider', colour: 'red' }, '/blocks/0'],
    ['an unknown block', { type: 'banner' }, '/blocks/0/type'],
    [
      'empty rich text',
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }] },
      '/blocks/0/elements/0/elements/0/text',
    ],
    [
      'a list of bare text',
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_list', style: 'bullet', elements: [{ type: 'text', text: 'x' }] }],
      },
      '/blocks/0/elements/0/elements/0/type',
    ],
    ['an alert in a message', { type: 'alert', text: plain('x') }, '/blocks/0/type'],
    [
      'a wrong task status',
      { type: 'plan', title: 'x', tasks: [{ type: 'task_card', task_id: 'a', title: 'x', status: 'done' }] },
      '/blocks/0/tasks/0/status',
    ],
    [
      'a table with too many columns',
      { type: 'table', rows: [Array.from({ length: 21 }, () => ({ type: 'raw_text', text: 'x' }))] },
      '/blocks/0/rows/0',
    ],
    [
      'a table whose rows differ in length',
      {
        type: 'table',
        rows: [[{ type: 'raw_text', text: 'x' }], [1, 2].map(() => ({ type: 'raw_text', text: 'x' }))],
      },
      '/blocks/0/rows',
    ],
    ['a chart with a long title', chart({ title: 'x'.repeat(51) }), '/blocks/0/title'],
    ['a chart of an unknown kind', chart({ chart: { type: 'radar' } }), '/blocks/0/chart/type'],
    ['a chart with a gap', chart({ chart: line([['a', 1]], ['a', 'b']) }), '/blocks/0/chart'],
    [
      'a chart with a category twice',
      chart({
        chart: line(
          [
            ['a', 1],
            ['a', 2],
          ],
          ['a', 'a'],
        ),
      }),
      '/blocks/0/chart/axis_config/categories',
    ],
    [
      'a chart with a long label',
      chart({ chart: line([['x'.repeat(21), 1]], ['x'.repeat(21)]) }),
      '/blocks/0/chart/series/0/data/0/label',
    ],
    [
      'a chart with no number',
      chart({ chart: line([['a', Number.NaN]], ['a']) }),
      '/blocks/0/chart/series/0/data/0/value',
    ],
    [
      'a pie with seven pieces',
      chart({
        chart: { type: 'pie', segments: Array.from({ length: 7 }, (_, index) => ({ label: `${index}`, value: 1 })) },
      }),
      '/blocks/0/chart/segments',
    ],
    [
      'a pie with an empty piece',
      chart({ chart: { type: 'pie', segments: [{ label: 'a', value: 0 }] } }),
      '/blocks/0/chart/segments/0/value',
    ],
  ])('%s', (_, block, pointer) => {
    expect(pointers(validateBlocks([block], 'message'))).toContain(pointer);
  });

  test('too many blocks, too much text, double block ids and two tables', () => {
    const divider = { type: 'divider' };
    expect(
      validateBlocks(
        Array.from({ length: 50 }, () => divider),
        'message',
      ),
    ).toEqual([]);
    expect(
      pointers(
        validateBlocks(
          Array.from({ length: 51 }, () => divider),
          'message',
        ),
      ),
    ).toEqual(['/blocks']);
    expect(
      validateBlocks(
        Array.from({ length: 51 }, () => divider),
        'modal',
      ),
    ).toEqual([]);
    const long = Array.from({ length: 5 }, () => ({ type: 'section', text: plain('x'.repeat(2900)) }));
    expect(validateBlocks(long, 'message')[0]?.message).toContain('14500 characters');
    expect(
      pointers(
        validateBlocks(
          [1, 2].map(() => ({ ...divider, block_id: 'b' })),
          'message',
        ),
      ),
    ).toEqual(['/blocks/1/block_id']);
    const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] };
    expect(validateBlocks([table, table], 'message')).toHaveLength(1);
    expect(validateBlocks([chart({}), chart({})], 'message')).toEqual([]);
    expect(validateBlocks([chart({}), chart({}), chart({})], 'message')).toHaveLength(1);
  });

  test('views without title, with long titles or metadata, and blocks their surface does not take', () => {
    const blocks = [{ type: 'divider' }];
    expect(validateView({ type: 'modal', title: plain('Fine'), blocks })).toEqual([]);
    expect(validateView({ type: 'home', blocks })).toEqual([]);
    expect(pointers(validateView({ type: 'modal', blocks }))).toEqual(['/title']);
    expect(pointers(validateView({ type: 'modal', title: plain('x'.repeat(25)), blocks }))).toEqual(['/title/text']);
    expect(pointers(validateView({ type: 'home', private_metadata: 'x'.repeat(3001), blocks }))).toEqual([
      '/private_metadata',
    ]);
    expect(pointers(validateView({ type: 'home', blocks: [{ type: 'markdown', text: 'x' }] }))).toEqual([
      '/blocks/0/type',
    ]);
  });

  test('a message without fallback text', () => {
    expect(pointers(validateMessage({ text: ' ', blocks: [{ type: 'divider' }] }))).toEqual(['/text']);
  });
});
