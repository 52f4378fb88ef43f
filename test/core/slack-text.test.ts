import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeSlack, escapeSlack, linksInMessage } from '../../src/core/slack-text.ts';

const richText = (...elements: unknown[]) => [{ type: 'rich_text', elements }];
const section = (...elements: unknown[]) => ({ type: 'rich_text_section', elements });
const link = (url: string, extra: object = {}) => ({ type: 'link', url, ...extra });

describe('links in the text of a message', () => {
  test.each<[string, string, string[]]>([
    ['a plain link', 'see <https://a.example/x>', ['https://a.example/x']],
    ['only the target of a labelled link', '<https://a.example/x|https://b.example/y>', ['https://a.example/x']],
    [
      'entities decoded once',
      '<https://a.example/?x=1&amp;y=%3C&amp;amp;z=2>',
      ['https://a.example/?x=1&y=%3C&amp;z=2'],
    ],
    [
      'bare links of lenient servers',
      'https://a.example/x?a=1&b=2 and (https://b.example/y).',
      ['https://a.example/x?a=1&b=2', 'https://b.example/y'],
    ],
    ['brackets that belong to a bare link', 'https://a.example/Rust_(language)', ['https://a.example/Rust_(language)']],
    [
      'emphasis round a bare link',
      '*https://a.example/x* _https://b.example/y_',
      ['https://a.example/x', 'https://b.example/y'],
    ],
    [
      'order, over both forms',
      'https://b.example/ <https://a.example/> https://c.example/',
      ['https://b.example/', 'https://a.example/', 'https://c.example/'],
    ],
    [
      'a page once, whatever its tracking',
      '<https://a.example/x?utm_source=s> <https://A.example/x#top>',
      ['https://a.example/x?utm_source=s'],
    ],
    ['links before closing full-width punctuation', '看 https://a.example/x。', ['https://a.example/x']],
  ])('finds %s', (_, text, expected) => {
    expect(linksInMessage({ text })).toEqual(expected);
  });

  test.each([
    ['code spans', 'run `curl https://a.example/x` or `<https://b.example/>`'],
    ['code blocks', 'look: ```\ncurl <https://a.example/x>\nhttps://b.example\n```'],
    ['mail addresses and app links', '<mailto:anna@a.example|anna@a.example> <slack://channel?id=C1|go> <tel:+43123>'],
    ['mentions and control sequences', '<@U1> <#C1|general> <!here> <!date^1700000000^{date}^https://a.example/|soon>'],
    [
      'links into Slack',
      '<https://team.slack.com/archives/C1/p1> <https://files.slack.com/x/y> <https://team.slack.com/docs/T0A/F1> <https://app.slack.com/client/T1>',
    ],
    ['other schemes and no scheme', 'ftp://a.example/x a.example/x www.a.example'],
    ['text that only looks like a link', 'xhttps://a.example and https:// and http://'],
  ])('passes over %s', (_, text) => {
    expect(linksInMessage({ text })).toEqual([]);
  });

  test("reads Slack's public pages like any other", () => {
    const text = '<https://api.slack.com/docs/rate-limits> <https://slack.com/blog/news>';
    expect(linksInMessage({ text })).toHaveLength(2);
  });

  test('an unclosed code mark hides nothing', () => {
    expect(linksInMessage({ text: 'it`s <https://a.example/>' })).toEqual(['https://a.example/']);
  });
});

describe('links in rich text', () => {
  test('finds link elements in sections, lists and quotes, in order', () => {
    const blocks = richText(
      section({ type: 'text', text: 'see ' }, link('https://a.example/?x=1&y=2')),
      { type: 'rich_text_list', style: 'bullet', elements: [section(link('https://b.example/'))] },
      { type: 'rich_text_quote', elements: [link('https://c.example/')] },
    );
    expect(linksInMessage({ blocks })).toEqual([
      'https://a.example/?x=1&y=2',
      'https://b.example/',
      'https://c.example/',
    ]);
  });

  test('passes over preformatted text and code style', () => {
    const blocks = richText(
      { type: 'rich_text_preformatted', elements: [link('https://a.example/')] },
      section(link('https://b.example/', { style: { code: true } }), {
        type: 'text',
        text: 'https://c.example/',
        style: { code: true },
      }),
    );
    expect(linksInMessage({ blocks })).toEqual([]);
  });

  test('finds bare addresses that a server left in a text element', () => {
    expect(
      linksInMessage({ blocks: richText(section({ type: 'text', text: 'see https://a.example/x, ok' })) }),
    ).toEqual(['https://a.example/x']);
  });

  test('a link that stands in text and blocks is one link, even where the blocks are encoded', () => {
    const text = '<https://a.example/?x=1&amp;y=2>';
    expect(linksInMessage({ text, blocks: richText(section(link('https://a.example/?x=1&y=2'))) })).toHaveLength(1);
    expect(linksInMessage({ text, blocks: richText(section(link('https://a.example/?x=1&amp;y=2'))) })).toEqual([
      'https://a.example/?x=1&y=2',
    ]);
  });

  test('a link that stands only in the blocks comes after those of the text', () => {
    const message = { text: '<https://a.example/>', blocks: richText(section(link('https://b.example/'))) };
    expect(linksInMessage(message)).toEqual(['https://a.example/', 'https://b.example/']);
  });

  test('odd shapes are no links and no errors', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (blocks, text) => {
        expect(Array.isArray(linksInMessage({ blocks, text }))).toBe(true);
      }),
    );
    expect(linksInMessage({ blocks: richText(null, { elements: [null, 3, { type: 'link', url: 4 }] }) })).toEqual([]);
  });
});

describe('escapeSlack', () => {
  test('leaves no control sequence alive and is undone by decodeSlack', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(escapeSlack(text)).not.toMatch(/[<>]/);
        expect(decodeSlack(escapeSlack(text))).toBe(text);
      }),
    );
    expect(escapeSlack('<!channel> & co')).toBe('&lt;!channel&gt; &amp; co');
    expect(decodeSlack('&amp;lt;')).toBe('&lt;');
  });
});
