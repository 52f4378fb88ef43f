import type { JsonObject } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { ApiArguments } from './arguments.ts';

/** One page of `items`, `limit` long from where the cursor points, with the cursor of the next. @throws SlackRefusal `invalid_cursor`, `invalid_limit` */
export function cutPage<T>(
  items: readonly T[],
  args: ApiArguments,
  limits: { default: number; max: number },
): { page: T[]; hasMore: boolean; metadata: JsonObject } {
  const limit = args.number('limit') ?? limits.default;
  if (!Number.isInteger(limit) || limit < 0 || limit > limits.max) throw new SlackRefusal('invalid_limit');
  const size = limit === 0 ? limits.default : limit;
  const start = readCursor(args.text('cursor'));
  const hasMore = start + size < items.length;
  return {
    page: items.slice(start, start + size),
    hasMore,
    metadata: { next_cursor: hasMore ? Buffer.from(`offset:${start + size}`).toString('base64') : '' },
  };
}

function readCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const match = /^offset:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  if (!match) throw new SlackRefusal('invalid_cursor');
  return Number(match[1]);
}
