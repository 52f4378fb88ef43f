import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AlertRulesFile } from '../../src/alerts/rule-file.ts';
import type { AlertRule } from '../../src/core/alert.ts';
import type { SettingProblem } from '../../src/core/read-settings.ts';
import { checkYaml, readYaml } from '../../src/read-yaml.ts';

const folder = mkdtempSync(join(tmpdir(), 'gloss-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string): { rules: readonly AlertRule[] | null; problems: string[] } {
  writeFileSync(join(folder, 'alerts.yaml'), text);
  const problems: SettingProblem[] = [];
  const rules = checkYaml(AlertRulesFile, readYaml(folder, 'alerts.yaml', problems), problems);
  return { rules, problems: problems.map(({ where, message }) => `${where} ${message}`) };
}

describe('configs/alerts.yaml', () => {
  it('holds a rule of every type, with the figures that are promised', () => {
    const { rules, problems } = read(readFileSync('configs/alerts.yaml', 'utf8'));
    expect(problems).toEqual([]);
    const figures = rules?.map(({ type, threshold, windowMinutes, severity, minSample, cooldownMinutes }) => [
      type,
      threshold,
      windowMinutes,
      severity,
      minSample,
      cooldownMinutes,
    ]);
    expect(figures).toEqual([
      ['error_rate', 0.1, 5, 'error', 5, 30],
      ['quality_drop', 0.7, 10, 'warning', 5, 30],
      ['latency_spike', 5000, 10, 'warning', 5, 30],
      ['score_drop', 0.6, 10, 'error', 5, 30],
      ['stage_latency', 500, 10, 'warning', 5, 30],
      ['stage_latency', 1000, 10, 'error', 5, 30],
      ['run_latency', 2000, 10, 'warning', 5, 30],
      ['budget', 0.8, 1440, 'warning', 1, 30],
      ['run_cost', 0.1, 10, 'warning', 1, 30],
      ['cost_spike', 2, 1440, 'warning', 1, 30],
      ['regression', 0, 1440, 'error', 1, 30],
      ['monitor_failed', 0, 1440, 'error', 1, 30],
      ['no_data', 1, 60, 'warning', 1, 30],
    ]);
  });

  it('gives what is left out the default of its type', () => {
    const { rules } = read('rules:\n  - { id: fails-often, type: error_rate, filters: { channel: C1 } }\n');
    expect(rules).toEqual([
      {
        id: 'fails-often',
        name: 'Fails often',
        type: 'error_rate',
        threshold: 0.1,
        windowMinutes: 5,
        severity: 'error',
        filters: { channel: 'C1' },
        minSample: 5,
        cooldownMinutes: 30,
        channelId: null,
        isEnabled: true,
      },
    ]);
  });

  const rule = (line: string): string => `rules:\n  - id: a\n    type: error_rate\n    ${line}\n`;
  it.each([
    ['no YAML', 'rules: [', 'alerts.yaml:1 is not YAML: '],
    ['no list', 'rules: 3\n', 'alerts.yaml:1: rules Invalid input: expected array'],
    ['an unknown key of the file', 'rules: []\nrule: []\n', 'alerts.yaml:2: rule is not known here.'],
    ['an unknown key of a rule', rule('treshold: 1'), 'alerts.yaml:4: rules.0.treshold is not known here.'],
    [
      'an unknown type',
      'rules:\n  - id: a\n    type: eror_rate\n',
      'alerts.yaml:3: rules.0.type "eror_rate" is no type of alert rule. Did you mean error_rate? Allowed: error_rate, quality_drop',
    ],
    ['a word for a number', rule('threshold: high'), 'alerts.yaml:4: rules.0.threshold Invalid input: expected number'],
    [
      'a threshold out of bounds',
      rule('threshold: 10'),
      'alerts.yaml:4: rules.0.threshold of error_rate must be from 0 to 1, not 10.',
    ],
    [
      'an unknown severity',
      rule('severity: fatal'),
      'alerts.yaml:4: rules.0.severity Invalid option: expected one of "info"|"warning"|"error"|"critical".',
    ],
    [
      'a filter of another type',
      rule('filters: { stage: x }'),
      'alerts.yaml:4: rules.0.filters.stage is no filter of error_rate. Allowed: channel, model.',
    ],
    [
      'an id twice',
      'rules:\n  - { id: a, type: budget }\n  - { id: a, type: budget }\n',
      'alerts.yaml:3: rules.1.id "a" is taken by a rule above.',
    ],
    [
      'a window of nothing',
      rule('windowMinutes: 0'),
      'alerts.yaml:4: rules.0.windowMinutes Too small: expected number to be >=1.',
    ],
    [
      'an id that is none',
      'rules:\n  - { id: "A b", type: budget }\n',
      'alerts.yaml:2: rules.0.id must be lower case letters, digits and dashes, at most 48.',
    ],
  ])('says of %s the file, the line, the key and what is allowed', (_kind, text, message) => {
    const { rules, problems } = read(text);
    expect(rules).toBeNull();
    expect(problems.join('\n')).toContain(message);
  });
});
