import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText, redactValue } from '../../src/observe/redact.ts';

// Built from parts so that the file itself holds no token-shaped text.
const secrets: [string, string][] = [
  ['a Slack bot token', ['xoxb', '123456789012', 'abcdefABCDEF'].join('-')],
  ['a Slack app token', ['xapp', '1', 'A0123', '456', 'deadbeef'].join('-')],
  ['a Slack refresh token', ['xoxe', '1-Mi0xLTk4NzY1'].join('.')],
  ['an OpenAI key', ['sk', 'proj', 'abcdefghijklmnop1234'].join('-')],
  ['a GitHub token', ['ghp', 'abcdefghijklmnopqrstuv012345'].join('_')],
  ['an e-mail address', 'anna.b+news@mail.example.org'],
  ['a card number', '4111 1111 1111 1111'],
  ['a phone number', '+43 1 234 56 78'],
  ['a webhook address', ['https://hooks.slack', 'com/services/T0/B0/abc'].join('.')],
];

describe('redactText', () => {
  it.each(secrets)('takes out %s in the middle of a sentence', (_name, secret) => {
    const result = redactText(`before ${secret} after`);
    expect(result).not.toContain(secret);
    expect(result).toMatch(/^before \[[a-z-]+\] after$/);
  });

  it('takes credentials and secret parameters out of a URL and keeps the rest', () => {
    expect(redactText('https://user:hunter2@news.example/a?x=1&access_token=abc123&y=2#part')).toBe(
      'https://[secret]@news.example/a?x=1&access_token=[secret]&y=2#part',
    );
  });

  it('takes the credential out of an authorization header', () => {
    expect(redactText('Authorization: Bearer abcdefgh12345678')).toBe('Authorization: Bearer [secret]');
    const credential = Buffer.from('heron:very-secret').toString('base64');
    expect(redactText(`Authorization: Basic ${credential}`)).toBe('Authorization: Basic [secret]');
  });

  it('leaves words after "basic" and "bearer", rows of years and cells of a table alone', () => {
    const prose =
      'Basic knowledge of basic JavaScript, basic PostgreSQL functionality; bearer authentication. 2019 2020 2021 2022 2023, 41 42 43 44 45 46 47 48';
    expect(redactText(prose)).toBe(prose);
    for (const card of ['5555 5555 5555 4444', '3782-822463-10005', '4222222222222'])
      expect(redactText(`paid by ${card} today`)).toBe('paid by [card] today');
  });

  it('leaves numbers of ordinary prose alone', () => {
    const prose =
      'On 2026-03-02 the 1,200 packages took 14 minutes; 10,000,000 vectors of 768 dimensions, version 4.2.1, ts 1700000000.000100.';
    expect(redactText(prose)).toBe(prose);
  });

  it('is idempotent and never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const once = redactText(text);
        expect(redactText(once)).toBe(once);
      }),
    );
  });
});

describe('redactValue', () => {
  it('empties fields whose name says secret and reads into errors, arrays and objects', () => {
    const value = redactValue({
      botToken: 'anything',
      headers: { authorization: 'anything' },
      tokens: 12,
      list: ['mail anna@news.example'],
      error: new Error('for anna@news.example'),
    });
    const text = JSON.stringify(value);
    expect(text).not.toContain('anything');
    expect(text).not.toContain('anna@');
    expect(value).toMatchObject({ tokens: 12, list: ['mail [email]'] });
  });
});
