import { z } from 'zod';
import { datasetItemIdPattern, datasetTagPattern } from '../core/dataset.ts';
import type { DatasetItem } from '../core/dataset.ts';
import { AppError } from '../core/errors.ts';
import { EvidenceForm } from './evidence-form.ts';

const text = (most: number) => z.string().trim().min(1).max(most).nullable().default(null);

/** One item as it stands in a file; what is left out is empty. */
export const DatasetFileItem = z.strictObject({
  id: z
    .string()
    .regex(datasetItemIdPattern, 'must be 1 to 80 letters, digits, -, _ or ., beginning with a letter or digit'),
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).max(2_000),
  slackText: z.string().max(40_000).default(''),
  query: text(4_000),
  queryType: text(40),
  expectedTheme: text(200),
  referenceResponse: text(40_000),
  cluster: text(100),
  tags: z
    .array(z.string().regex(datasetTagPattern, 'must be lower case letters, digits, -, _, . or :, at most 40'))
    .max(20)
    .default([]),
  notes: text(4_000),
  evidence: EvidenceForm.nullable().default(null),
});
export type DatasetFileItem = z.infer<typeof DatasetFileItem>;

/** One file of `data/datasets/`; its name without `.json` is the dataset's. */
export const DatasetFile = z.strictObject({
  description: z.string().trim().min(1).max(500),
  items: z.array(DatasetFileItem),
});
export type DatasetFile = z.infer<typeof DatasetFile>;

/** Keys as other tools write them. */
const otherNames: Readonly<Record<string, keyof DatasetFileItem>> = {
  slack_text: 'slackText',
  query_type: 'queryType',
  expected_theme: 'expectedTheme',
  reference_response: 'referenceResponse',
};

/**
 * Reads a dataset from JSON: `{description, items}`, or a bare list of items.
 * @param fileName for messages
 * @throws AppError `bad_dataset_file` naming file, item, key and what is allowed, at most ten problems at once
 */
export function parseDatasetFile(fileName: string, json: string): DatasetFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    throw badFile([`${fileName} is not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const file = Array.isArray(parsed) ? { description: `Items of ${fileName}.`, items: parsed as unknown[] } : parsed;
  const named = hasItems(file) ? { ...file, items: file.items.map(withOurNames) } : file;
  const result = DatasetFile.safeParse(named);
  if (!result.success) {
    const items = hasItems(named) ? named.items : [];
    throw badFile(result.error.issues.map(({ path, message }) => describe(fileName, path, message, items)));
  }
  const ids = new Map<string, number>();
  const doubles: string[] = [];
  for (const [index, { id }] of result.data.items.entries()) {
    const first = ids.get(id);
    if (first === undefined) ids.set(id, index);
    else
      doubles.push(
        `${fileName}, item ${index + 1} ("${id}"), id: item ${first + 1} has it too; each must have its own.`,
      );
  }
  if (doubles.length > 0) throw badFile(doubles);
  return result.data;
}

/** The item as it is stored. */
export function toDatasetItem(item: DatasetFileItem, addedBy: string, addedAt: number): DatasetItem {
  return { ...item, score: null, traceId: null, channelId: null, status: 'active', addedBy, addedAt };
}

/** The part of a stored item that a file holds. */
export function toFileItem(item: DatasetItem): DatasetFileItem {
  const { id, url, slackText, query, queryType, expectedTheme, referenceResponse, cluster, tags, notes, evidence } =
    item;
  return { id, url, slackText, query, queryType, expectedTheme, referenceResponse, cluster, tags, notes, evidence };
}

function hasItems(value: unknown): value is { items: unknown[] } {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
}

function withOurNames(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  return Object.fromEntries(Object.entries(item).map(([key, value]) => [otherNames[key] ?? key, value as unknown]));
}

function describe(fileName: string, path: readonly PropertyKey[], message: string, items: readonly unknown[]): string {
  const [first, index, ...rest] = path;
  if (first !== 'items' || typeof index !== 'number') {
    return `${fileName}, ${path.map(String).join('.') || 'the whole'}: ${message}.`;
  }
  const item = items[index];
  const id =
    typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string'
      ? ` ("${item.id.slice(0, 80)}")`
      : '';
  return `${fileName}, item ${index + 1}${id}, ${rest.map(String).join('.') || 'the whole'}: ${message}.`;
}

const mostProblems = 10;

function badFile(problems: readonly string[]): AppError {
  const more = problems.length - mostProblems;
  return new AppError({
    code: 'bad_dataset_file',
    message: [...problems.slice(0, mostProblems), ...(more > 0 ? [`and ${more} more.`] : [])].join('\n'),
    hint: `A file has description and items; an item has ${Object.keys(DatasetFileItem.shape).join(', ')}, of which id and url are needed.`,
  });
}
