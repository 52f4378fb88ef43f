import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BlockAction, BlockContext } from '../../../src/workspace/page/blocks/block-context.ts';
import { createFormFields } from '../../../src/workspace/page/blocks/form-fields.ts';
import { BLOCK_RENDERERS, renderBlocks } from '../../../src/workspace/page/blocks/index.ts';
import { ELEMENT_RENDERERS } from '../../../src/workspace/page/elements/index.ts';
import { installPageDocument } from './page-document.ts';

let body: HTMLElement;
let actions: BlockAction[];
let confirmed: boolean;

beforeEach(() => {
  body = installPageDocument();
  actions = [];
  confirmed = true;
});

function context(): Omit<BlockContext, 'renderBlocks'> {
  return {
    names: { user: (id) => (id === 'U1' ? 'Dana Signer' : id), channel: (id) => (id === 'C1' ? 'links' : id) },
    users: [{ id: 'U1', name: 'dana', realName: 'Dana Signer', isBot: false, isAdmin: false }],
    channels: [{ id: 'C1', name: 'links', kind: 'public', memberIds: ['U1'] }],
    files: [
      {
        id: 'F1',
        name: 'run.csv',
        title: 'Run',
        mimetype: 'text/csv',
        size: 2048,
        downloadPath: '/download/F1/run.csv',
      },
    ],
    form: createFormFields(null),
    remembered: new Map(),
    chartWidth: 480,
    act: (action) => {
      actions.push(action);
      return Promise.resolve();
    },
    suggest: () => Promise.resolve([]),
    confirm: () => Promise.resolve(confirmed),
  };
}

function draw(blocks: unknown[], within = context()): HTMLElement {
  body.replaceChildren(...renderBlocks(blocks, within));
  return body;
}

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const settle = () => new Promise((resolve) => setImmediate(resolve));
const click = async (selector: string) => {
  const found = body.querySelector(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  found.dispatchEvent(
    new (body.ownerDocument.defaultView as unknown as { Event: typeof Event }).Event('click', { bubbles: true }),
  );
  await settle();
};

describe('blocks', () => {
  it('draws text literally, whatever markup it carries', () => {
    const evil = '<img src=x onerror=alert(1)>';
    draw([
      { type: 'header', text: plain(evil) },
      { type: 'section', text: mrkdwn('&lt;b&gt; *bold* <https://a.test|page>'), fields: [plain(evil)] },
      { type: 'markdown', text: evil },
      { type: 'table', rows: [[{ type: 'raw_text', text: evil }], [{ type: 'raw_text', text: evil }]] },
    ]);
    expect(body.querySelector('img')).toBeNull();
    expect(body.querySelector('h3')?.textContent).toBe(evil);
    expect(body.querySelector('strong')?.textContent).toBe('bold');
    const link = body.querySelector('a');
    expect(link?.getAttribute('href')).toBe('https://a.test/');
    expect(link?.getAttribute('rel')).toBe('noopener noreferrer');
    expect(link?.getAttribute('target')).toBe('_blank');
  });

  it('draws rich text with styles, nested lists, mentions and quotes', () => {
    const line = (text: string) => ({ type: 'rich_text_section', elements: [{ type: 'text', text }] });
    draw([
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'bold', style: { bold: true, italic: true } },
              { type: 'user', user_id: 'U1' },
              { type: 'channel', channel_id: 'C1' },
              { type: 'emoji', name: 'tada' },
              { type: 'link', url: 'javascript:alert(1)', text: 'no' },
            ],
          },
          { type: 'rich_text_list', style: 'bullet', elements: [line('one')] },
          { type: 'rich_text_list', style: 'ordered', indent: 1, elements: [line('inner')] },
          { type: 'rich_text_quote', elements: [{ type: 'text', text: 'quoted' }] },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'code\n  two' }] },
        ],
      },
    ]);
    expect(body.querySelector('em strong')?.textContent).toBe('bold');
    expect(body.textContent).toContain('@Dana Signer#links');
    expect(body.querySelector('[role=img]')?.getAttribute('aria-label')).toBe('tada');
    expect(body.querySelector('a[href^="javascript"]')).toBeNull();
    expect(body.querySelector('ul > li > ol > li')?.textContent).toBe('inner');
    expect(body.querySelector('blockquote')?.textContent).toBe('quoted');
    expect(body.querySelector('pre')?.textContent).toBe('code\n  two');
  });

  it('shows an image of another host as a link and never loads it', () => {
    draw([{ type: 'image', image_url: 'https://elsewhere.test/a.png', alt_text: 'A chart' }]);
    expect(body.querySelector('img')).toBeNull();
    expect(body.querySelector('a')?.textContent).toBe('A chart');
  });

  it('names a block it does not know and shows its JSON', () => {
    draw([{ type: 'mystery', secret: 'value' }]);
    expect(body.querySelector('summary')?.textContent).toContain('mystery');
    expect(body.querySelector('pre')?.textContent).toContain('"secret": "value"');
  });

  it('draws each chart with a title, a description and its figures', () => {
    const series = [
      {
        name: 'p95',
        data: [
          { label: 'Mon', value: 3 },
          { label: 'Tue', value: 4 },
        ],
      },
    ];
    const axis = { categories: ['Mon', 'Tue'], y_label: 'Seconds' };
    draw([
      { type: 'data_visualization', title: 'Latency', chart: { type: 'line', series, axis_config: axis } },
      { type: 'data_visualization', title: 'Counts', chart: { type: 'bar', series, axis_config: axis } },
      { type: 'data_visualization', title: 'Filled', chart: { type: 'area', series, axis_config: axis } },
      {
        type: 'data_visualization',
        title: 'Share',
        chart: {
          type: 'pie',
          segments: [
            { label: 'a', value: 3 },
            { label: 'b', value: 1 },
          ],
        },
      },
    ]);
    const charts = [...body.querySelectorAll('svg[role=img]')];
    expect(charts.map((chart) => chart.querySelector('title')?.textContent)).toEqual([
      'Line chart: Latency',
      'Bar chart: Counts',
      'Area chart: Filled',
      'Pie chart: Share',
    ]);
    expect(charts[0]?.querySelector('desc')?.textContent).toBe('Mon 3; Tue 4');
    expect(charts[1]?.querySelectorAll('rect')).toHaveLength(2);
    expect(body.querySelectorAll('details table')).toHaveLength(4);
    expect(body.textContent).toContain('75 %');
  });

  it('sorts and pages a data table', async () => {
    const row = (name: string, value: number) => [
      { type: 'raw_text', text: name },
      { type: 'raw_number', value, text: String(value) },
    ];
    draw([
      {
        type: 'data_table',
        caption: 'Scores',
        page_size: 2,
        rows: [
          [
            { type: 'raw_text', text: 'Name' },
            { type: 'raw_text', text: 'Score' },
          ],
          row('a', 10),
          row('b', 9),
          row('c', 8),
        ],
      },
    ]);
    const names = () => [...body.querySelectorAll('tbody tr td:first-child')].map((cell) => cell.textContent);
    expect(names()).toEqual(['a', 'b']);
    await click('[aria-label="Next page"]');
    expect(names()).toEqual(['c']);
    await click('th:last-child .sort-button');
    expect(names()).toEqual(['c', 'b']);
    expect(body.querySelector('th:last-child')?.getAttribute('aria-sort')).toBe('ascending');
  });

  it('draws plans, tasks, cards, containers, alerts, videos and files', () => {
    draw([
      {
        type: 'plan',
        title: 'Reading',
        tasks: [
          { task_id: '1', title: 'Fetch', status: 'complete' },
          { task_id: '2', title: 'Write', status: 'pending' },
        ],
      },
      {
        type: 'carousel',
        elements: [
          { type: 'card', title: mrkdwn('One') },
          { type: 'card', title: mrkdwn('Two') },
        ],
      },
      {
        type: 'container',
        title: plain('Box'),
        is_collapsible: true,
        default_collapsed: true,
        child_blocks: [{ type: 'divider' }],
      },
      { type: 'alert', level: 'error', text: plain('Broken') },
      {
        type: 'video',
        title: plain('Talk'),
        video_url: 'https://v.test/1',
        thumbnail_url: 'https://v.test/1.png',
        alt_text: 'Talk',
      },
      { type: 'file', external_id: 'F1', source: 'remote' },
    ]);
    expect(body.querySelector('.plan-count')?.textContent).toBe('1 of 2');
    expect(
      [...body.querySelectorAll('[data-testid=task] [role=img]')].map((state) => state.getAttribute('aria-label')),
    ).toEqual(['Done', 'Waiting']);
    expect(body.querySelectorAll('.block-carousel article')).toHaveLength(2);
    expect(body.querySelector('details.block-container hr')).not.toBeNull();
    expect(body.querySelector('[role=alert]')?.textContent).toBe('Broken');
    expect(body.querySelector('a[href="https://v.test/1"]')?.textContent).toBe('Talk');
    expect(body.querySelector('[data-testid=file]')?.getAttribute('download')).toBe('run.csv');
  });

  it('takes every known kind of block and element empty or broken without failing', () => {
    const kinds = fc.constantFrom(...BLOCK_RENDERERS.keys());
    const elements = fc.constantFrom(...ELEMENT_RENDERERS.keys());
    fc.assert(
      fc.property(kinds, elements, fc.jsonValue(), (type, element, junk) => {
        const parts = {
          text: junk,
          title: junk,
          elements: [{ type: element, options: junk, text: junk }],
          rows: junk,
          chart: junk,
        };
        expect(
          draw([{ type }, { type, ...parts }, { type: 'input', element: { type: element }, label: junk }]).children,
        ).toHaveLength(3);
      }),
      { numRuns: 300 },
    );
  });
});

describe('elements', () => {
  const button = (more: object = {}) => ({
    type: 'actions',
    block_id: 'b',
    elements: [{ type: 'button', action_id: 'go', text: plain('Go'), ...more }],
  });

  it('tells the app about a click', async () => {
    draw([button()]);
    await click('button');
    expect(actions).toEqual([{ blockId: 'b', actionId: 'go' }]);
  });

  it('asks first where the element wants it, and keeps quiet when the person backs out', async () => {
    confirmed = false;
    draw([button({ confirm: { text: plain('Sure?') } })]);
    await click('button');
    expect(actions).toEqual([]);
    confirmed = true;
    await click('button');
    expect(actions).toHaveLength(1);
  });

  it('keeps a pressed thumb pressed after a redraw', async () => {
    const shared = context();
    const thumbs = {
      type: 'context_actions',
      block_id: 'b',
      elements: [
        {
          type: 'feedback_buttons',
          action_id: 'fb',
          positive_button: { text: plain('Good'), value: 'up' },
          negative_button: { text: plain('Bad'), value: 'down' },
        },
      ],
    };
    draw([thumbs], shared);
    await click('[aria-label=Good]');
    draw([thumbs], shared);
    expect(body.querySelector('[aria-label=Good]')?.getAttribute('aria-pressed')).toBe('true');
    expect(body.querySelector('[aria-label=Bad]')?.getAttribute('aria-pressed')).toBe('false');
    expect(actions).toEqual([{ blockId: 'b', actionId: 'fb', selected: ['up'] }]);
  });

  it('offers people and channels in their selects', () => {
    draw([
      {
        type: 'actions',
        elements: [
          { type: 'users_select', action_id: 'u' },
          { type: 'channels_select', action_id: 'c' },
        ],
      },
    ]);
    expect([...body.querySelectorAll('option')].map((option) => option.textContent)).toEqual([
      'Choose…',
      'Dana Signer',
      'Choose…',
      '#links',
    ]);
  });
});

describe('forms', () => {
  const input = (element: object, more: object = {}) => ({
    type: 'input',
    block_id: 'b',
    label: plain('Label'),
    element,
    ...more,
  });

  it('reads initial values of every kind of field', () => {
    const within = context();
    const options = [
      { text: plain('One'), value: '1' },
      { text: plain('Two'), value: '2' },
    ];
    draw(
      [
        input({ type: 'plain_text_input', action_id: 'text', initial_value: 'words' }),
        input({ type: 'datepicker', action_id: 'date', initial_date: '2026-03-02' }),
        input({ type: 'multi_static_select', action_id: 'several', options, initial_options: [options[1]] }),
        input({ type: 'multi_users_select', action_id: 'people', initial_users: ['U1'] }),
      ],
      within,
    );
    expect(within.form.values()).toEqual({ b: { text: 'words', date: '2026-03-02', several: ['2'], people: ['U1'] } });
  });

  it('refuses an empty required field, and shows the error at the field', () => {
    const within = context();
    draw([input({ type: 'plain_text_input', action_id: 'text' })], within);
    const errors = within.form.check();
    expect(errors).toEqual({ b: 'Please complete this required field.' });
    within.form.showErrors(errors);
    expect(body.querySelector('.field-error')?.textContent).toBe('Please complete this required field.');
    expect(body.querySelector('input')?.getAttribute('aria-invalid')).toBe('true');
    within.form.showErrors({});
    expect(body.querySelector('input')?.getAttribute('aria-invalid')).toBeNull();
  });

  it.each([
    [{ type: 'email_text_input', initial_value: 'nobody' }, 'Please enter an e-mail address.'],
    [{ type: 'url_text_input', initial_value: 'a.test' }, 'Please enter a whole address, such as https://example.com.'],
    [{ type: 'number_input', initial_value: '1.5' }, 'Please enter a whole number.'],
    [{ type: 'number_input', initial_value: '7', max_value: '5' }, 'The most allowed is 5.'],
    [{ type: 'plain_text_input', initial_value: 'ab', min_length: 3 }, 'Please write at least 3 characters.'],
  ])('objects to %j', (element, problem) => {
    const within = context();
    draw([input({ ...element, action_id: 'x' }, { optional: true })], within);
    expect(within.form.check()).toEqual({ b: problem });
  });

  it('keeps what was typed when the view is drawn again', () => {
    const first = context();
    draw([input({ type: 'plain_text_input', action_id: 'text', initial_value: 'typed' })], first);
    const second = { ...context(), form: createFormFields(first.form) };
    draw([input({ type: 'plain_text_input', action_id: 'text' })], second);
    expect(second.form.values()).toEqual({ b: { text: 'typed' } });
  });

  it('labels every field by its visible label', () => {
    draw(
      [...ELEMENT_RENDERERS.keys()]
        .filter((type) => /input|select|picker|radio|check/.test(type))
        .map((type) => input({ type, action_id: type })),
    );
    for (const block of body.querySelectorAll('.block-input')) {
      const label = block.querySelector('.input-label')?.id;
      expect(block.querySelector('[aria-labelledby]')?.getAttribute('aria-labelledby')).toBe(label);
    }
  });
});

describe('emoji', () => {
  it('draws characters always and shortcodes only where the text object allows them', () => {
    draw([
      { type: 'section', text: { type: 'plain_text', text: ':tada: 🎉', emoji: false } },
      { type: 'section', text: { type: 'plain_text', text: ':tada: 🗞', emoji: true } },
    ]);
    const [first, second] = [...body.querySelectorAll('.block-section')];
    const names = (block: Element | undefined) =>
      [...(block?.querySelectorAll('[role=img]') ?? [])].map((emoji) => emoji.getAttribute('aria-label'));
    expect(first?.textContent).toContain(':tada: ');
    expect(names(first)).toEqual(['tada']);
    expect(names(second)).toEqual(['tada', 'rolled up newspaper']);
  });
});
