import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createTempFolder } from '../support/create-temp-folder.ts';
import { startLangfuseApiServer } from '../support/langfuse-api-server.ts';

const root = join(import.meta.dirname, '../..');

interface Workflow {
  permissions: object;
  jobs: Record<string, { steps: { run?: string }[]; 'timeout-minutes': number }>;
}

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** As the workflow calls it: a new machine each time, with nothing but the CSV of the run before. */
function runScript(args: readonly string[], environment: Record<string, string>): Promise<Ran> {
  const folder = createTempFolder();
  const env = {
    PATH: process.env['PATH'] ?? '',
    GLOSS_MONITOR_DIRECTORY: 'configs/monitors-outside',
    DATABASE_URL: join(folder, 'gloss.db'),
    GLOSS_STORE_TRACES_FILE: join(folder, 'traces.db'),
    GLOSS_OBSERVE_EXPORT_BUFFER_DIRECTORY: join(folder, 'otlp'),
    ...environment,
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'scripts/run-monitor.ts'), ...args],
      { cwd: root, env },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
      },
    );
  });
}

test('an hourly run on a new machine scores only what the runs before did not', async () => {
  await using server = await startLangfuseApiServer();
  const now = Date.now();
  const observation = (id: string, minutesAgo: number) => ({
    id,
    traceId: `trace-${id}`,
    type: 'GENERATION',
    startTime: new Date(now - minutesAgo * 60_000).toISOString(),
    input: 'Which boats carry grain?',
    output: 'Grain boats.',
  });
  server.observations = [observation('b', 20), observation('a', 30)];
  const environment = { LANGFUSE_BASE_URL: server.url, LANGFUSE_PUBLIC_KEY: 'pk-lf-1', LANGFUSE_SECRET_KEY: 'sk-lf-1' };
  const csv = join(createTempFolder(), 'scored-items.csv');
  const state = ['--import', csv, '--export', csv];
  const first = await runScript(state, environment);
  expect(first.stdout).toContain('langfuse-answers: 2 found, 2 new, 2 looked at, 2 scored, 0 failed, 0 postponed');
  expect(first.stdout).toContain('to langfuse: 2 published, 0 wait');
  expect(first.code).toBe(0);
  server.observations = [observation('c', 5), ...server.observations];
  const second = await runScript([...state, '--set', 'sampling.n=5'], environment);
  expect(second.stdout).toContain('langfuse-answers: 3 found, 1 new, 1 looked at, 1 scored');
  expect(server.scores.size).toBe(3);
  expect(readFileSync(csv, 'utf8').trim().split('\n')).toHaveLength(4);
  const third = await runScript([...state, '--set', 'sampling.n=none'], environment);
  expect(third).toMatchObject({ code: 1, stdout: '' });
  expect(third.stderr).toContain(
    'configs/monitors-outside/langfuse-answers.yaml with --set sampling.n=none: sampling.n is "none"',
  );
  expect(readFileSync(csv, 'utf8').trim().split('\n')).toHaveLength(4);
}, 60_000);

test('the workflows call scripts that there are, and hand values over as variables', () => {
  const scripts = Object.keys((parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts);
  const files = readdirSync(join(root, '.github/workflows'));
  expect(files.toSorted()).toEqual(['ci.yml', 'monitors.yml']);
  const workflows = files.map((file) => parse(readFileSync(join(root, '.github/workflows', file), 'utf8')) as Workflow);
  const jobs = workflows.flatMap((workflow) => Object.values(workflow.jobs));
  const commands = jobs.flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  expect(workflows.map(({ permissions }) => permissions)).toEqual([{ contents: 'read' }, { contents: 'read' }]);
  expect(jobs.map((job) => job['timeout-minutes'] > 0)).toEqual([true, true]);
  const called = commands.flatMap((command) => /npm run -s (\S+)/.exec(command)?.[1] ?? []);
  expect(called).toEqual(['monitor']);
  expect(scripts).toContain('monitor');
  expect(commands.join('\n')).not.toContain('${{');
});
