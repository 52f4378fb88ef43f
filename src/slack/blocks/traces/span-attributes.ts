import type { TraceSpan } from '../../../core/analytics.ts';
import { literal } from '../literal.ts';

const maxValueLength = 120;
/** Said elsewhere in the same view, or of no use to a reader. */
const shownElsewhere = new Set([
  'channel',
  'user',
  'thread',
  'session_id',
  'trace_name',
  'job_id',
  'gloss.kind',
  'outcome',
  'duration_ms',
  'error.type',
  'cost_usd',
]);
const countEndings = /(?:tokens|count|version|name|length|ms|bytes|total|rate|reasons|type|model|id|temperature)$/;
const contentWords =
  /(?:^|[._])(?:input|inputs|output|outputs|prompt|completion|content|message|messages|text|body|payload|arguments|result|facts|draft|evidence|quote)(?:$|[._])/;

/** Attributes that may hold what was read or written: for admins alone. Counts and names of such things are none. */
export function isContentAttribute(name: string): boolean {
  const lower = name.toLowerCase();
  return contentWords.test(lower) && !countEndings.test(lower);
}

/**
 * `name=value` of a span, in the order of names; without what says nothing, or says a second time what another one says.
 * @param known values that stand elsewhere in the view, e.g. the page's address
 */
export function listAttributes(
  span: Pick<TraceSpan, 'attributes'>,
  mayReadContent: boolean,
  known: ReadonlySet<unknown> = new Set(),
): string[] {
  const { attributes } = span;
  return Object.entries(attributes)
    .filter(([name, value]) => isWorthShowing(name) && !known.has(value) && !isEmpty(value))
    .filter(([name, value]) => !isTwin(name, value, attributes))
    .filter(([name]) => mayReadContent || !isContentAttribute(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${literal(name, 60)}=${literal(valueText(value), maxValueLength)}`);
}

export function isWorthShowing(name: string): boolean {
  return !shownElsewhere.has(name);
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** `gen_ai.usage.input_tokens` beside `input_tokens`, `gen_ai.request.model` beside `model`. */
function isTwin(name: string, value: unknown, attributes: TraceSpan['attributes']): boolean {
  if (!name.startsWith('gen_ai.')) return false;
  const short = name === 'gen_ai.provider.name' ? 'provider' : (name.split('.').at(-1) ?? '');
  return attributes[short] === value;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(Number(value.toFixed(3)));
  return JSON.stringify(value) ?? '';
}
