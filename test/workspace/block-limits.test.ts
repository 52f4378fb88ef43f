import { describe, expect, test } from 'vitest';
import { findBlockProblems, type Surface } from '../../src/workspace/block-limits/check-blocks.ts';
import { general, startTestWorkspace } from './test-workspace.ts';

const text = (length: number) => 'x'.repeat(length);
const plain = (length: number) => ({ type: 'plain_text', text: text(length) });
const button = (actionId: string, length = 3) => ({ type: 'button', action_id: actionId, text: plain(length) });
const section = (length: number) => ({ type: 'section', text: { type: 'mrkdwn', text: text(length) } });
const option = { text: plain(5), value: 'v' };
const chart = (values: number) => ({
  type: 'data_visualization',
  title: 'p95',
  chart: {
    type: 'line',
    series: [{ name: 'a', data: Array.from({ length: values }, (_, i) => ({ label: `d${i}`, value: i })) }],
    axis_config: { categories: ['d0', 'd1'] },
  },
});
const problems = (blocks: unknown[], surface: Surface = 'message') => findBlockProblems(blocks, surface, '/blocks');

describe('Block Kit limits', () => {
  test.each<[string, unknown[]]>([
    ['a section of 3000', [section(3000)]],
    ['a header of 150', [{ type: 'header', text: plain(150) }]],
    ['a button text of 75', [{ type: 'actions', elements: [button('a', 75)] }]],
    ['ten context elements', [{ type: 'context', elements: Array.from({ length: 10 }, () => plain(2)) }]],
    [
      'the same action id in two blocks',
      [
        { type: 'actions', elements: [button('a')] },
        { type: 'actions', elements: [button('a')] },
      ],
    ],
    [
      'a select',
      [
        {
          ...section(3),
          accessory: { type: 'static_select', action_id: 's', options: [option], placeholder: plain(3) },
        },
      ],
    ],
    ['a chart', [chart(2)]],
    [
      'feedback',
      [
        {
          type: 'context_actions',
          elements: [
            {
              type: 'feedback_buttons',
              action_id: 'f',
              positive_button: { text: plain(3), value: 'up' },
              negative_button: { text: plain(3), value: 'down' },
            },
          ],
        },
      ],
    ],
    [
      'a table',
      [
        {
          type: 'table',
          rows: [
            [
              { type: 'raw_text', text: 'a' },
              { type: 'raw_number', value: 1, text: '1' },
            ],
          ],
        },
      ],
    ],
  ])('%s is taken', (_name, blocks) => {
    expect(problems(blocks)).toEqual([]);
  });

  test.each<[string, unknown[], string]>([
    ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' })), '/blocks]'],
    ['a section of 3001', [section(3001)], '/blocks/0/text'],
    ['an empty section text', [section(0)], '/blocks/0/text'],
    ['a header of 151', [{ type: 'header', text: plain(151) }], '/blocks/0/text/text'],
    ['a header in mrkdwn', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }], '/blocks/0/text/type'],
    ['a button text of 76', [{ type: 'actions', elements: [button('a', 76)] }], '/blocks/0/elements/0/text'],
    [
      '26 actions',
      [{ type: 'actions', elements: Array.from({ length: 26 }, (_, i) => button(`a${i}`)) }],
      '/blocks/0/elements',
    ],
    ['the same action id twice in a block', [{ type: 'actions', elements: [button('a'), button('a')] }], '/blocks/0'],
    [
      'the same block id twice',
      [
        { type: 'divider', block_id: 'b' },
        { type: 'divider', block_id: 'b' },
      ],
      'block_id b',
    ],
    ['an unknown block', [{ type: 'banner' }], '/blocks/0/type'],
    ['an unknown field', [{ type: 'divider', colour: 'red' }], '/blocks/0'],
    ['a section without text', [{ type: 'section' }], '/blocks/0'],
    ['an alert in a message', [{ type: 'alert', text: plain(3) }], 'not allowed in a message'],
    [
      'two tables',
      [1, 2].map(() => ({ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] })),
      'no more than 1 table',
    ],
    ['three charts', [chart(2), chart(2), chart(2)], 'no more than 2 data_visualization'],
    ['a series with a hole', [chart(1)], '/blocks/0/chart'],
    [
      '12,001 characters of markdown',
      [
        { type: 'markdown', text: text(8000) },
        { type: 'markdown', text: text(4001) },
      ],
      'markdown',
    ],
  ])('%s is refused', (_name, blocks, where) => {
    expect(problems(blocks).join('\n')).toContain(where);
  });

  test('a modal takes 100 blocks but no markdown', () => {
    expect(
      problems(
        Array.from({ length: 100 }, () => ({ type: 'divider' })),
        'modal',
      ),
    ).toEqual([]);
    expect(problems([{ type: 'markdown', text: 'x' }], 'modal')).toHaveLength(1);
  });

  test('a posting call answers invalid_blocks with pointers, and msg_blocks_too_long for too much text', async () => {
    await using workspace = await startTestWorkspace();
    const post = async (blocks: unknown[]) =>
      (await workspace.api('chat.postMessage', { channel: general, text: 'x', blocks })).body;
    expect(await post([section(3001)])).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: { messages: [expect.stringContaining('[json-pointer:/blocks/0/text')] },
    });
    expect(await post([1, 2, 3, 4, 5].map(() => section(2900)))).toMatchObject({ error: 'msg_blocks_too_long' });
  });
});
