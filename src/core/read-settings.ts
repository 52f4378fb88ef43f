import type { z } from 'zod';
import type { Setting } from './setting-list.ts';

/** One thing that is wrong with a setting, for a person. */
export interface SettingProblem {
  /** Where it was set: `OPENAI_BASE_URL`, `configs/app.yaml: llm.timeoutMs`. */
  where: string;
  /** The whole sentence: what is there, what is allowed. */
  message: string;
}

export interface SettingSource {
  /** For messages, e.g. `configs/app.yaml`. */
  name: string;
  values: unknown;
}

export type SettingsResult<T> = { ok: true; value: T } | { ok: false; problems: SettingProblem[] };

interface Layered {
  tree: Record<string, unknown>;
  /** Setting name → where its value came from. */
  origins: Map<string, string>;
  problems: SettingProblem[];
}

/**
 * Lays file values and then environment values over the schema's defaults and validates the whole, reporting every problem at once.
 * `aliases`: environment name → names of the settings it fills, for names that users of other tools expect; they win over the derived names.
 */
export function readSettings<T>(
  schema: z.ZodType<T>,
  settings: readonly Setting[],
  files: readonly SettingSource[],
  environment: Readonly<Record<string, string | undefined>>,
  aliases: Readonly<Record<string, readonly string[]>>,
): SettingsResult<T> {
  const layered: Layered = { tree: {}, origins: new Map(), problems: [] };
  for (const file of files) layFile(layered, file, settings);
  layEnvironment(layered, environment, settings, aliases);
  const parsed = schema.safeParse(layered.tree);
  if (parsed.success && layered.problems.length === 0) return { ok: true, value: parsed.data };
  const problems = [...layered.problems];
  const already = new Set(problems.map((problem) => problem.where));
  for (const issue of parsed.success ? [] : parsed.error.issues) {
    const problem = describeIssue(issue, settings, layered, aliases);
    if (!already.has(problem.where)) problems.push(problem);
    already.add(problem.where);
  }
  return { ok: false, problems: withoutRepeats(problems) };
}

/** One variable may fill two settings and then be wrong twice. */
function withoutRepeats(problems: readonly SettingProblem[]): SettingProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.where} ${problem.message}`, problem])).values()];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function layFile(layered: Layered, file: SettingSource, settings: readonly Setting[]): void {
  if (file.values === null || file.values === undefined) return;
  if (!isObject(file.values)) {
    layered.problems.push({ where: file.name, message: 'must hold keys and values.' });
    return;
  }
  const visit = (values: Record<string, unknown>, path: string[]): void => {
    for (const [key, value] of Object.entries(values)) {
      const here = [...path, key];
      const name = here.join('.');
      const setting = settings.find((candidate) => candidate.name === name);
      const isGroup = settings.some((candidate) => candidate.name.startsWith(`${name}.`));
      if (setting) put(layered, setting.path, value, `${file.name}: ${name}`);
      else if (isGroup && isObject(value)) visit(value, here);
      else if (isGroup && value === null) continue;
      else if (isGroup)
        layered.problems.push({
          where: `${file.name}: ${name}`,
          message: 'is a group of settings and must hold keys and values.',
        });
      else
        layered.problems.push({
          where: `${file.name}: ${name}`,
          message: `is not a setting.${nearest(
            name,
            settings.map((s) => s.name),
          )}`,
        });
    }
  };
  visit(file.values, []);
}

function layEnvironment(
  layered: Layered,
  environment: Readonly<Record<string, string | undefined>>,
  settings: readonly Setting[],
  aliases: Readonly<Record<string, readonly string[]>>,
): void {
  const byEnvironmentName = new Map(settings.map((setting) => [setting.environmentName, setting]));
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith('GLOSS_') || text === undefined || text === '') continue;
    const setting = byEnvironmentName.get(name);
    if (setting) putText(layered, setting, text, name);
    else
      layered.problems.push({
        where: name,
        message: `is not a setting.${nearest(name, [...byEnvironmentName.keys()])}`,
      });
  }
  for (const [name, settingNames] of Object.entries(aliases)) {
    const text = environment[name];
    for (const settingName of settingNames) {
      const setting = settings.find((candidate) => candidate.name === settingName);
      if (setting === undefined) throw new Error(`The alias ${name} names no setting.`);
      if (text !== undefined && text !== '') putText(layered, setting, text, name);
    }
  }
}

function putText(layered: Layered, setting: Setting, text: string, where: string): void {
  const value = fromText(setting, text.trim());
  if (value === undefined) layered.problems.push({ where, message: wrongValue(setting, text) });
  else put(layered, setting.path, value, where);
}

/** @returns undefined where the text cannot be that kind of value. */
function fromText(setting: Setting, text: string): unknown {
  switch (setting.kind) {
    case 'number':
      return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
    case 'boolean':
      if (/^(?:true|yes|on|1)$/i.test(text)) return true;
      return /^(?:false|no|off|0)$/i.test(text) ? false : undefined;
    case 'list':
      return text.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
    case 'object':
      return undefined;
    case 'string':
      return text;
  }
}

function put(layered: Layered, path: readonly string[], value: unknown, where: string): void {
  let node = layered.tree;
  for (const key of path.slice(0, -1)) {
    const child = node[key];
    const next = isObject(child) ? child : {};
    node[key] = next;
    node = next;
  }
  node[path.at(-1) ?? ''] = value;
  layered.origins.set(path.join('.'), where);
}

function wrongValue(setting: Setting, value: unknown): string {
  const shown = setting.secret ? 'its value (not shown)' : JSON.stringify(value);
  return `${shown} is not allowed; allowed is ${setting.allowed}.`;
}

function describeIssue(
  issue: z.core.$ZodIssue,
  settings: readonly Setting[],
  layered: Layered,
  aliases: Readonly<Record<string, readonly string[]>>,
): SettingProblem {
  const name = issue.path.map(String).join('.');
  const setting = settings.find((candidate) => name === candidate.name || name.startsWith(`${candidate.name}.`));
  if (!setting) return { where: layered.origins.get(name) ?? (name || 'settings'), message: issue.message };
  const alias = Object.keys(aliases).find((known) => aliases[known]?.includes(setting.name));
  const where = layered.origins.get(setting.name) ?? `${setting.name} (${alias ?? setting.environmentName})`;
  const value = setting.path.reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), layered.tree);
  const isOwnSentence = issue.code === 'custom';
  return { where, message: isOwnSentence ? issue.message : wrongValue(setting, value) };
}

/** " Did you mean x?" for the nearest known name, or nothing. */
export function nearest(word: string, known: readonly string[]): string {
  let best: { name: string; distance: number } | null = null;
  for (const name of known) {
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (best === null || distance < best.distance) best = { name, distance };
  }
  return best !== null && best.distance <= Math.max(2, Math.floor(word.length / 4))
    ? ` Did you mean ${best.name}?`
    : '';
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
