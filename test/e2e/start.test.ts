import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../support/run-program.ts';
import { createTempFolder } from '../support/create-temp-folder.ts';

const root = join(import.meta.dirname, '..', '..');

describe('the program', () => {
  it('names every wrong setting at once, starts nothing and exits with 1', async () => {
    const program = runProgram('src/main.ts', [], {
      PORT: 'eighty',
      SLACK_MODE: 'carrier-pigeon',
      SLACK_BOT_TOKEN: 'not-a-token-at-all',
      OPENAI_BASE_URL: 'nowhere',
      DATABASE_URL: 'mysql://root:hunter2@db/gloss',
    });
    expect(await program.ended).toBe(1);
    expect(program.stdout).toBe('');
    for (const name of [
      'PORT',
      'SLACK_MODE',
      'SLACK_BOT_TOKEN',
      'OPENAI_BASE_URL',
      'DATABASE_URL',
      'one of: socket, http',
    ]) {
      expect(program.stderr).toContain(name);
    }
    expect(program.stderr).not.toContain('not-a-token-at-all');
    expect(program.stderr).not.toContain('hunter2');
  });

  it('opens its workspace, says where it is, and stops in good order when asked', async () => {
    const folder = createTempFolder();
    const program = runProgram('src/main.ts', [], {
      GLOSS_WORKSPACE_PORT: '0',
      GLOSS_HTTP_PORT: '0',
      DATABASE_URL: join(folder, 'gloss.db'),
      GLOSS_STORE_TRACES_FILE: join(folder, 'traces.db'),
      GLOSS_WORKSPACE_DATABASE_FILE: join(folder, 'workspace.db'),
    });
    await program.until('http://127.0.0.1:');
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(program.stdout)?.[0] ?? '';
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>');
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
  });
});

describe('the doors', () => {
  const sample = join(root, 'data/samples/write-ahead-logging.html');

  it('summarizes a page that is given as a file, and prints what would be posted', async () => {
    const program = runProgram('scripts/summarize.ts', ['https://news.example/wal', '--html', sample, '--json'], {});
    expect(await program.ended).toBe(0);
    const result = JSON.parse(program.stdout) as { trace: { spans: { name: string }[] } };
    expect(Object.keys(result)).toEqual([
      'outcome',
      'evidence',
      'facts',
      'draft',
      'gates',
      'message',
      'failure',
      'trace',
      'costUsd',
      'durationMs',
    ]);
    expect(result).toMatchObject({ outcome: 'summarized', failure: null, costUsd: 0, draft: { form: 'full' } });
    expect(result).toHaveProperty('draft.tldr.length', 3);
    const spans = result.trace.spans.map((span) => span.name);
    for (const name of ['retrieval.fetch_evidence', 'stage_a.run', 'stage_b.run', 'quality_gates.validate'])
      expect(spans).toContain(name);
  });

  it('fails with a reason and exit code 1 where a link may not be fetched', async () => {
    const program = runProgram('scripts/summarize.ts', ['http://127.0.0.1/', '--json'], {});
    expect(await program.ended).toBe(1);
    expect(JSON.parse(program.stdout)).toMatchObject({ outcome: 'failed', failure: { code: 'fetch_refused' } });
    expect(program.stderr).toContain('loopback');
  });

  it('checks addresses without a network', async () => {
    const cases = [
      { id: 'a', url: 'https://news.example/story' },
      { id: 'b', url: 'http://[::1]/' },
      { id: 'c', url: 'https://mixed.example/', dns: { 'mixed.example': [['93.184.215.14', '10.0.0.5']] } },
    ];
    const program = runProgram('scripts/check-url.ts', [], {}, JSON.stringify(cases));
    expect(await program.ended).toBe(0);
    expect(JSON.parse(program.stdout)).toMatchObject({
      a: { verdict: 'allow' },
      b: { verdict: 'block', contacted: [] },
      c: { verdict: 'block', contacted: [] },
    });
  });

  it('extracts a folder of pages in the form the scorer reads', async () => {
    const program = runProgram('scripts/extract.ts', [join(root, 'data/samples')], {});
    expect(await program.ended).toBe(0);
    const pages = JSON.parse(program.stdout) as Record<string, { text: string; title: string; ms: number }>;
    expect(Object.keys(pages)).toContain('write-ahead-logging');
    expect(pages['write-ahead-logging']?.text).toContain('log');
    expect(pages['write-ahead-logging']?.ms).toBeGreaterThan(0);
  });
});
