import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../scripts/check-url.ts');

async function run(input: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [script], { stdio: 'pipe' });
  const closed = new Promise<number>((resolve) => {
    child.once('close', (code) => resolve(code ?? -1));
  });
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await closed, stdout, stderr };
}

describe('check-url', () => {
  it('runs the guard with the case’s resolver and servers', async () => {
    const cases = [
      { id: 'plain', url: 'https://a.example/x' },
      { id: 'private', url: 'http://10.1.1.1/' },
      { id: 'answer', url: 'https://b.example/', dns: { 'b.example': [['93.184.215.14', '127.0.0.1']] } },
      { id: 'six', url: 'https://c.example/', dns: { 'c.example': [['2a00:1450:4001::5']] } },
      { id: 'none', url: 'https://d.example/', dns: { 'd.example': [[]] } },
      { id: 'unicode', url: 'https://köln.example/', dns: { 'köln.example': [['11.0.0.7']] } },
      { id: 'hop', url: 'https://e.example/', redirects: [{ status: 302, location: 'https://f.example:443/y' }] },
      { id: 'trap', url: 'https://e.example/', redirects: [{ status: 302, location: 'http://[::1]/' }] },
      {
        id: 'turn',
        url: 'https://g.example/',
        dns: { 'g.example': [['11.0.0.7'], ['10.0.0.7']] },
        redirects: [{ status: 307, location: '/again' }],
      },
      {
        id: 'refresh',
        url: 'https://h.example/',
        redirects: [{ status: 200, refresh: '0;url=http://10.0.0.1/', body: '<p>x</p>' }],
      },
      { id: 'odd', url: 'https://i.example/', redirects: [{ status: 302, location: '\u0001http://127.0.0.1/' }] },
    ];
    const { code, stdout } = await run(JSON.stringify(cases));
    expect(code).toBe(0);
    const verdicts = JSON.parse(stdout) as Record<string, { verdict: string; reason: string; contacted: string[] }>;
    const short = Object.fromEntries(
      Object.entries(verdicts).map(([id, { verdict, contacted }]) => [id, [verdict, ...contacted]]),
    );
    expect(short).toEqual({
      plain: ['allow', '93.184.215.14:443'],
      private: ['block'],
      answer: ['block'],
      six: ['allow', '[2a00:1450:4001::5]:443'],
      none: ['block'],
      unicode: ['allow', '11.0.0.7:443'],
      hop: ['allow', '93.184.215.14:443', '93.184.215.14:443'],
      trap: ['block', '93.184.215.14:443'],
      turn: ['block', '11.0.0.7:443'],
      refresh: ['allow', '93.184.215.14:443'],
      odd: ['block', '93.184.215.14:443'],
    });
    expect(Object.values(verdicts).every(({ reason }) => reason.length > 20)).toBe(true);
  });

  it('takes an object with cases, too', async () => {
    const { code, stdout } = await run('{"title":"x","cases":[{"id":"a","url":"ftp://a.example/"}]}');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ a: { verdict: 'block', contacted: [] } });
  });

  it.each([
    '',
    'not json',
    '{}',
    '[{"id":"a"}]',
    '[{"id":"a","url":"http://a.example/","dns":{"a.example":"1.2.3.4"}}]',
  ])('refuses %j with one clear message', async (input) => {
    const { code, stdout, stderr } = await run(input);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^check-url: stdin /);
    expect(stderr).not.toContain('    at ');
  });
});
