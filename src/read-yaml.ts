/** YAML files of configs/, and what is wrong with them by file, line and key. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { SettingProblem } from './core/read-settings.ts';

export interface YamlFile {
  /** Below the root, e.g. `configs/prices.yaml`. */
  name: string;
  values: unknown;
  /** From 1; of the deepest part of the path that is in the file. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** The parsed file, or null where it is missing or no YAML (which is then a problem). */
export function readYaml(rootDirectory: string, name: string, problems: SettingProblem[]): YamlFile | null {
  const path = join(rootDirectory, name);
  if (!existsSync(path)) {
    problems.push({ where: name, message: 'is missing.' });
    return null;
  }
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines });
  const [error] = document.errors;
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    problems.push({ where: `${name}:${line}`, message: `is not YAML: ${error.message.split('\n')[0]}` });
    return null;
  }
  return {
    name,
    values: document.toJS() as unknown,
    lineOf(keys) {
      let node: unknown = document.contents;
      let at = 0;
      for (const key of keys) {
        // A key stands above the mapping that is its value, so it is the key that is pointed at.
        const pair = isMap(node)
          ? node.items.find((one) => isScalar(one.key) && String(one.key.value) === String(key))
          : null;
        const item: unknown = pair ? pair.key : isSeq(node) ? node.items[Number(key)] : null;
        if (!isNode(item) || !item.range) break;
        [at] = item.range;
        node = pair ? pair.value : item;
      }
      return lines.linePos(at).line;
    },
  };
}

/** The file in the form of the schema, or null where something is wrong with it (which is then a problem). */
export function checkYaml<T>(schema: z.ZodType<T>, file: YamlFile | null, problems: SettingProblem[]): T | null {
  if (file === null) return null;
  const parsed = schema.safeParse(file.values);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : null;
    for (const key of unknown ?? [null]) {
      const path = key === null ? issue.path : [...issue.path, key];
      const message = key === null ? issue.message : 'is not known here';
      problems.push({
        where: `${file.name}:${file.lineOf(path)}: ${path.map(String).join('.') || 'the file'}`,
        message: `${message}.`.replace(/\.\.$/, '.'),
      });
    }
  }
  return null;
}
