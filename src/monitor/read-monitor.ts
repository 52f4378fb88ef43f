import type { z } from 'zod';
import { nearest } from '../core/read-settings.ts';
import type { SettingProblem } from '../core/read-settings.ts';
import type { Registry } from '../core/registry.ts';
import type { ScheduleTiming } from '../core/schedule.ts';
import { applyOverrides } from './apply-overrides.ts';
import type { Override } from './apply-overrides.ts';
import { MonitorFile, timingOf } from './definition.ts';
import type { Chosen, Monitor } from './definition.ts';
import { describeIssue } from './describe-issue.ts';
import { expandEnvironment } from './expand-environment.ts';
import type { MissingVariable } from './expand-environment.ts';
import type { MonitorExtractor, MonitorParts, MonitorScorer, MonitorSource, MonitorTarget } from './plugins.ts';

export interface MonitorYaml {
  /** E.g. `configs/monitors/summaries.yaml`. */
  name: string;
  values: unknown;
  lineOf(path: readonly PropertyKey[]): number;
}

export interface MonitorRegistries {
  sources: Registry<MonitorSource>;
  extractors: Registry<MonitorExtractor>;
  scorers: Registry<MonitorScorer>;
  targets: Registry<MonitorTarget>;
}

export interface ReadMonitorDeps extends MonitorRegistries {
  parts: MonitorParts;
  environment: Readonly<Record<string, string | undefined>>;
  /** The end of a sentence that begins with the schedule's name. */
  findTimingProblem(timing: ScheduleTiming): string | null;
}

type Path = readonly PropertyKey[];

/** The monitor of a file, or null where something is wrong with it: every problem names file, line, key, reason and what is allowed. */
export function readMonitor(
  file: MonitorYaml,
  overrides: readonly Override[],
  deps: ReadMonitorDeps,
  problems: SettingProblem[],
): Monitor | null {
  const before = problems.length;
  const report = (path: Path, message: string): void => {
    const override = overrides.find((one) => one.path.every((key, index) => key === path[index]));
    const where = override ? `${file.name} with --set ${override.text}` : `${file.name}:${file.lineOf(path)}`;
    problems.push({ where: `${where}: ${path.map(String).join('.') || 'the file'}`, message });
  };
  const missing: MissingVariable[] = [];
  const values = applyOverrides(expandEnvironment(file.values, deps.environment, missing), overrides);
  for (const { path, name } of missing) {
    report(path, `needs the variable ${name}, which is not set; \${${name}:-default} is allowed.`);
  }
  const parsed = MonitorFile.safeParse(values);
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      for (const { path, message } of describeIssue(issue, MonitorFile, values)) report(path, message);
    return null;
  }
  const monitor = resolve(file.name, parsed.data, deps, report);
  return problems.length === before ? monitor : null;
}

function resolve(
  file: string,
  given: MonitorFile,
  deps: ReadMonitorDeps,
  report: (path: Path, message: string) => void,
): Monitor | null {
  const source = choose(given.source, ['source'], deps.sources, deps.parts, report);
  const extractor = choose(given.extractor, ['extractor'], deps.extractors, deps.parts, report);
  const scorers = given.scorers.flatMap((id, index) => {
    const scorer = find(id, ['scorers', index], deps.scorers, report);
    const missing = scorer?.missing?.() ?? null;
    if (missing !== null) report(['scorers', index], `is "${id}", which ${missing}.`);
    return scorer ?? [];
  });
  const targets = given.publish.flatMap(
    (target, index) => choose(target, ['publish', index], deps.targets, deps.parts, report) ?? [],
  );
  const timing = timingOf(given.schedule);
  checkNames(file, given, report);
  checkTiming(timing, deps, report);
  checkWindow(given, timing, report);
  if (source === null || extractor === null) return null;
  checkFit(given, { source: source.plugin, extractor: extractor.plugin, scorers }, deps, report);
  const {
    source: _source,
    extractor: _extractor,
    scorers: _scorers,
    schedule: _schedule,
    publish: _publish,
    ...rest
  } = given;
  return { ...rest, file, source, extractor, scorers, timing, targets };
}

function find<T extends { id: string }>(
  id: string,
  path: Path,
  registry: Registry<T>,
  report: (path: Path, message: string) => void,
): T | null {
  if (registry.has(id)) return registry.get(id);
  const known = registry.list().map((plugin) => plugin.id);
  report(path, `is "${id}", which is not known.${nearest(id, known)} Allowed: ${known.join(', ')}.`);
  return null;
}

function choose<T extends { id: string; params: z.ZodType; missing?(parts: MonitorParts): string | null }>(
  given: string | { type: string },
  path: Path,
  registry: Registry<T>,
  parts: MonitorParts,
  report: (path: Path, message: string) => void,
): Chosen<T> | null {
  const isName = typeof given === 'string';
  const { type, ...rest } = isName ? { type: given } : given;
  const plugin = find(type, isName ? path : [...path, 'type'], registry, report);
  if (plugin === null) return null;
  const missing = plugin.missing?.(parts) ?? null;
  if (missing !== null) report(path, `is "${type}", which ${missing}.`);
  const parsed = plugin.params.safeParse(rest);
  if (parsed.success) return { plugin, params: parsed.data };
  for (const issue of parsed.error.issues)
    for (const { path: inside, message } of describeIssue(issue, plugin.params, rest))
      report([...path, ...inside], message);
  return null;
}

function checkNames(file: string, given: MonitorFile, report: (path: Path, message: string) => void): void {
  const expected = /([^/]+)\.ya?ml$/.exec(file)?.[1] ?? '';
  if (given.name !== expected) report(['name'], `is "${given.name}"; the file's own name "${expected}" is allowed.`);
  const idOf = (target: MonitorFile['publish'][number]): string => (typeof target === 'string' ? target : target.type);
  for (const [index, target] of given.publish.entries()) {
    const isRepeated = given.publish.slice(0, index).some((other) => idOf(other) === idOf(target));
    if (isRepeated) report(['publish', index], `names "${idOf(target)}" a second time; each target is allowed once.`);
  }
  for (const [index, id] of given.scorers.entries()) {
    if (given.scorers.indexOf(id) < index)
      report(['scorers', index], `names "${id}" a second time; each is allowed once.`);
  }
}

function checkTiming(
  timing: ScheduleTiming | null,
  deps: ReadMonitorDeps,
  report: (path: Path, message: string) => void,
): void {
  if (timing === null) return;
  const key = 'cron' in timing ? 'cron' : 'interval_minutes';
  const problem = deps.findTimingProblem(timing);
  if (problem !== null) report(['schedule', key], problem);
}

function checkWindow(
  { window }: MonitorFile,
  timing: ScheduleTiming | null,
  report: (path: Path, message: string) => void,
): void {
  const { lookback_minutes: lookback, settle_minutes: settle } = window;
  const least = settle + (timing !== null && 'intervalMinutes' in timing ? timing.intervalMinutes : 1);
  if (lookback >= least) return;
  const what = timing === null ? 'nothing would be looked at' : 'what happened between two runs would be missed';
  report(
    ['window', 'lookback_minutes'],
    `is ${lookback}, and ${what}; at least ${least}, the interval of the schedule and settle_minutes together, is allowed.`,
  );
}

/** The source must give what the extractor takes, and the extractor what the scorers need. */
function checkFit(
  given: MonitorFile,
  chosen: { source: MonitorSource; extractor: MonitorExtractor; scorers: readonly MonitorScorer[] },
  { extractors, scorers: registry }: ReadMonitorDeps,
  report: (path: Path, message: string) => void,
): void {
  const { source, extractor, scorers } = chosen;
  if (!extractor.takes.includes(source.gives)) {
    const fitting = extractors.list().filter(({ takes }) => takes.includes(source.gives));
    report(
      ['extractor'],
      `is "${extractor.id}", which cannot read the source "${source.id}". Allowed: ${fitting.map((one) => one.id).join(', ')}.`,
    );
    return;
  }
  for (const scorer of scorers) {
    if (extractor.gives.includes(scorer.needs)) continue;
    const fitting = registry.list().filter(({ needs }) => extractor.gives.includes(needs));
    report(
      ['scorers', given.scorers.indexOf(scorer.id)],
      `is "${scorer.id}", which needs a ${scorer.needs}, and the extractor "${extractor.id}" gives none. Allowed: ${fitting.map((one) => one.id).join(', ')}.`,
    );
  }
}
