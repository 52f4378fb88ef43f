import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SettingProblem } from '../../src/core/read-settings.ts';
import { readYaml } from '../../src/read-yaml.ts';
import { createTempFolder } from '../support/create-temp-folder.ts';
import { openTempStore } from '../support/temp-store.ts';
import { partsOn, readOne } from '../support/test-monitor.ts';

const good = `name: own
source:
  type: traces
  outcome: any
window:
  lookback_minutes: 120
extractor: summary
sampling:
  strategy: random
  n: 5
scorers: [grounding, coverage]
schedule:
  interval_minutes: 60
publish:
  - store
`;

/** Reads the text as configs/monitors/own.yaml, with a real file. */
async function read(text: string, options: { overrides?: string[]; environment?: Record<string, string> } = {}) {
  await using temp = await openTempStore();
  const root = createTempFolder();
  const name = 'configs/monitors/own.yaml';
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
  const problems: SettingProblem[] = [];
  const yaml = readYaml(root, name, problems);
  const one =
    yaml === null ? null : readOne(yaml, partsOn(temp), { environment: options.environment ?? {} }, options.overrides);
  return {
    monitor: one?.monitor ?? null,
    lines: [...problems, ...(one?.problems ?? [])].map(({ where, message }) => `${where} ${message}`),
  };
}

test('a file becomes a monitor with the defaults of what it leaves out', async () => {
  const { monitor, lines } = await read(good);
  expect(lines).toEqual([]);
  expect(monitor).toMatchObject({
    name: 'own',
    enabled: true,
    timing: { intervalMinutes: 60 },
    window: { lookback_minutes: 120, settle_minutes: 0, max_items: 500 },
    sampling: { strategy: 'random', n: 5, seed: 1 },
    evaluation: { concurrency: 4, throttle_ms: 0, max_attempts: 3 },
    source: { params: { outcome: 'any', names: ['summarize_link.run', 'resummarize.run'] } },
  });
  expect(monitor?.scorers.map(({ id }) => id)).toEqual(['grounding', 'coverage']);
});

describe('a file that is wrong', () => {
  const change = (from: string | RegExp, to: string): string => good.replace(from, to);

  test.each([
    ['is no YAML', change('name: own', 'name: [own'), 'own.yaml:2 is not YAML'],
    ['has a key twice', `${good}name: own\n`, 'own.yaml:16 is not YAML: Map keys must be unique'],
    ['is empty', '', 'own.yaml:1: the file is empty; the keys name, description,'],
    [
      'has an unknown key',
      change('sampling:', 'samplign:'),
      'own.yaml:8: samplign is not known here. Did you mean sampling? Allowed: name, description,',
    ],
    [
      'has an unknown key inside',
      change('  n: 5', '  count: 5'),
      'own.yaml:10: sampling.count is not known here. Allowed: strategy, n, seed.',
    ],
    [
      'lacks its source',
      change(/source:\n.*\n.*\n/, ''),
      'own.yaml:1: source is missing; a name, or a mapping with `type`, is allowed.',
    ],
    [
      'names an unknown source',
      change('type: traces', 'type: trases'),
      'own.yaml:3: source.type is "trases", which is not known. Did you mean traces? Allowed: traces, langfuse, slack-messages, slack-threads.',
    ],
    [
      'gives a source a wrong value',
      change('outcome: any', 'outcome: all'),
      'own.yaml:4: source.outcome is "all": invalid option: expected one of "summarized"|"failed"|"any".',
    ],
    [
      'gives a source what it does not take',
      change('outcome: any', 'channel: C1'),
      'own.yaml:4: source.channel is not known here. Did you mean channels? Allowed: names, outcome, channels.',
    ],
    [
      'uses what is not set up',
      change('type: traces\n  outcome: any', 'type: langfuse'),
      'own.yaml:2: source is "langfuse", which needs a Langfuse project among the trace destinations.',
    ],
    [
      'has a number as text',
      change('lookback_minutes: 120', 'lookback_minutes: soon'),
      'own.yaml:6: window.lookback_minutes is "soon": invalid input: expected number, received string.',
    ],
    [
      'has a number out of bounds',
      change('  n: 5', '  n: 0'),
      'own.yaml:10: sampling.n is 0: too small: expected number to be >=1.',
    ],
    [
      'names an unknown strategy',
      change('strategy: random', 'strategy: some'),
      'own.yaml:9: sampling.strategy is "some": invalid option: expected one of "all"|"random"|"most_recent"|"oldest".',
    ],
    [
      'names an unknown extractor',
      change('extractor: summary', 'extractor: sumary'),
      'own.yaml:7: extractor is "sumary", which is not known. Did you mean summary? Allowed: summary, answer, conversation.',
    ],
    [
      'has an extractor that cannot read its source',
      change('extractor: summary', 'extractor: answer'),
      'own.yaml:7: extractor is "answer", which cannot read the source "traces". Allowed: summary.',
    ],
    [
      'names an unknown scorer',
      change('coverage]', 'covrage]'),
      'own.yaml:11: scorers.1 is "covrage", which is not known. Did you mean coverage? Allowed: ',
    ],
    [
      'names a scorer that needs something else',
      change('coverage]', 'reactions]'),
      'own.yaml:11: scorers.1 is "reactions", which needs a conversation, and the extractor "summary" gives none. Allowed: ',
    ],
    [
      'names a scorer twice',
      change('coverage]', 'grounding]'),
      'own.yaml:11: scorers.1 names "grounding" a second time; each is allowed once.',
    ],
    [
      'looks back less than its interval',
      change('minutes: 120', 'minutes: 45'),
      'own.yaml:6: window.lookback_minutes is 45, and what happened between two runs would be missed; at least 60,',
    ],
    [
      'has two schedules',
      change('interval_minutes: 60', 'interval_minutes: 60\n  cron: 0 9 * * *'),
      'own.yaml:12: schedule is not right: either interval_minutes or cron is allowed.',
    ],
    [
      'has a wrong cron',
      change('interval_minutes: 60', 'cron: 0 25 * * *'),
      'own.yaml:13: schedule.cron "0 25 * * *" is no cron expression:',
    ],
    [
      'has an unknown time zone',
      change('interval_minutes: 60', 'cron: 0 9 * * *\n  time_zone: Mars/Olympus'),
      'has the unknown time zone "Mars/Olympus"; names like UTC and Europe/Vienna are allowed.',
    ],
    [
      'names an unknown target',
      change('- store', '- stroe'),
      'own.yaml:15: publish.0 is "stroe", which is not known. Did you mean store? Allowed: store, langfuse, postgres.',
    ],
    [
      'has a wrong address for PostgreSQL',
      change('- store', '- type: postgres\n    url: mysql://x'),
      'own.yaml:16: publish.0.url is "mysql://x": an address like postgres://',
    ],
    [
      'is named like another file',
      change('name: own', 'name: other'),
      `own.yaml:1: name is "other"; the file's own name "own" is allowed.`,
    ],
    [
      'needs a variable that is not set',
      change('n: 5', 'n: ${SAMPLE}'),
      'own.yaml:10: sampling.n needs the variable SAMPLE, which is not set; ${SAMPLE:-default} is allowed.',
    ],
    [
      'has a filter without a condition',
      `${good}filters:\n  - path: trace.channel\n`,
      'own.yaml:17: filters.0 is not right: a condition is missing: is, is_not, one_of, matches, min, max are allowed.',
    ],
  ])('%s says where, what and what is allowed', async (_what, text, expected) => {
    const { monitor, lines } = await read(text);
    expect(monitor).toBeNull();
    expect(lines.join('\n')).toContain(`configs/monitors/${expected}`.replace(/^configs\/monitors\/has/, 'has'));
  });

  test('says everything that is wrong at once', async () => {
    const { lines } = await read(
      change('coverage]', 'covrage]').replace('- store', '- stroe').replace('name: own', 'name: x'),
    );
    expect(lines).toHaveLength(3);
  });
});

describe('the environment', () => {
  test('fills in numbers, switches and parts of texts, and a default stands in for what is not set', async () => {
    const text = good
      .replace('n: 5', 'n: ${SAMPLE:-8}')
      .replace('name: own', 'name: own\nenabled: ${ON}\ndescription: for ${TEAM:-everybody} at ${PLACE}');
    const { monitor } = await read(text, { environment: { ON: 'false', PLACE: 'home', TEAM: '' } });
    expect(monitor).toMatchObject({ enabled: false, description: 'for everybody at home', sampling: { n: 8 } });
  });
});

describe('overrides', () => {
  test('take the place of values by their path, and are checked like them', async () => {
    const overrides = [
      'sampling.n=50',
      'sampling.strategy=oldest',
      'scorers=["voice"]',
      'source.channels=["C1"]',
      'scorers.0=redundancy',
    ];
    const { monitor } = await read(good, { overrides });
    expect(monitor).toMatchObject({
      sampling: { n: 50, strategy: 'oldest' },
      source: { params: { channels: ['C1'] } },
    });
    expect(monitor?.scorers.map(({ id }) => id)).toEqual(['redundancy']);
  });

  test('that are wrong are named as they were typed', async () => {
    const { lines } = await read(good, { overrides: ['sampling.n=many', 'sampling.m=1'] });
    expect(lines).toEqual([
      'configs/monitors/own.yaml with --set sampling.n=many: sampling.n is "many": invalid input: expected number, received string.',
      'configs/monitors/own.yaml with --set sampling.m=1: sampling.m is not known here. Did you mean n? Allowed: strategy, n, seed.',
    ]);
  });

  test.each(['sampling.n', '=5', '__proto__.x=1', 'a..b=1', 'constructor.prototype.x=1'])(
    'like %s are refused',
    async (text) => {
      await expect(read(good, { overrides: [text] })).rejects.toMatchObject({ code: 'bad_override' });
    },
  );
});

test('the monitors that come with Gloss are right, and need no key', async () => {
  await using temp = await openTempStore();
  const root = join(import.meta.dirname, '../..');
  const names = readdirSync(join(root, 'configs/monitors'));
  expect(names.length).toBeGreaterThan(1);
  const problems: SettingProblem[] = [];
  for (const name of names) {
    const yaml = readYaml(root, `configs/monitors/${name}`, problems);
    if (yaml) problems.push(...readOne(yaml, partsOn(temp)).problems);
  }
  expect(problems).toEqual([]);
});
