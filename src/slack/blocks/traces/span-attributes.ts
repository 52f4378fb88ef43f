import type { TraceSpan } from '../../../core/analytics.ts';
import { literal } from '../literal.ts';

const maxValueLength = 120;
/** Said elsewhere in the same view. */
const shownElsewhere = new Set(['channel', 'user', 'thread', 'session_id', 'error.type', 'cost_usd']);
const countEndings = /(?:tokens|count|version|name|length|ms|bytes|total|rate|reasons|type|model|id|temperature)$/;
const contentWords =
  /(?:^|[._])(?:input|inputs|output|outputs|prompt|completion|content|message|messages|text|body|payload|arguments|result|facts|draft|evidence|quote)(?:$|[._])/;

/** Attributes that may hold what was read or written: for admins alone. Counts and names of such things are none. */
export function isContentAttribute(name: string): boolean {
  const lower = name.toLowerCase();
  return contentWords.test(lower) && !countEndings.test(lower);
}

/** `name=value` of a span, in the order of names. */
export function listAttributes(span: Pick<TraceSpan, 'attributes'>, mayReadContent: boolean): string[] {
  return Object.entries(span.attributes)
    .filter(([name]) => !shownElsewhere.has(name) && (mayReadContent || !isContentAttribute(name)))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${literal(name, 60)}=${literal(valueText(value), maxValueLength)}`);
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value) ?? '';
}
