import type { Analytics, TraceDetail } from '../core/analytics.ts';
import { AppError } from '../core/errors.ts';
import { isTraceId, isTraceIdStart, shortTraceId } from './blocks/traces/trace-id.ts';
import type { Asker, ChannelAccess } from './channel-access.ts';

/** The id in full of a trace that a person names by its beginning. @throws AppError `bad_arguments`, `unknown_trace`. */
export async function findTraceId(word: string, analytics: Pick<Analytics, 'searchTraces'>): Promise<string> {
  const text = word.toLowerCase();
  if (isTraceId(text)) return text;
  if (!isTraceIdStart(text)) {
    throw new AppError({
      code: 'bad_arguments',
      message: `"${word}" is no id of a trace.`,
      hint: 'Ids are hex digits; the first eight are enough. They stand in search results and under failure notes.',
    });
  }
  const { traces } = await analytics.searchTraces({ text, limit: 50 });
  const found = traces.filter(({ traceId }) => traceId.startsWith(text));
  const [first, second] = found;
  if (!first) throw unknownTrace(word);
  if (!second) return first.traceId;
  throw new AppError({
    code: 'bad_arguments',
    message: `${found.length} traces begin with ${text}.`,
    hint: `Give more of the id: ${found
      .slice(0, 4)
      .map(({ traceId }) => traceId.slice(0, 12))
      .join(', ')}.`,
  });
}

/** A trace that the person may see. @throws AppError `unknown_trace`, also for one that is not theirs to see. */
export async function readTrace(
  traceId: string,
  asker: Asker,
  deps: { analytics: Pick<Analytics, 'trace'>; channels: ChannelAccess },
): Promise<TraceDetail> {
  const trace = await deps.analytics.trace(traceId);
  if (trace === null) throw unknownTrace(traceId);
  await requireSight(trace, asker, deps.channels);
  return trace;
}

/** @throws AppError `unknown_trace`: whoever may not see a trace does not learn that there is one. */
export async function requireSight(trace: TraceDetail, asker: Asker, channels: ChannelAccess): Promise<void> {
  if (!(await channels.maySee(ownerOf(trace), asker))) throw unknownTrace(trace.traceId);
}

/** Before a run has ended, what its spans say of channel and person. */
function ownerOf({ summary, spans }: TraceDetail): { channel: string | null; user: string | null } {
  if (summary !== null) return summary;
  const said = (name: string): string | null => {
    const value = spans.map(({ attributes }) => attributes[name]).find((attribute) => typeof attribute === 'string');
    return typeof value === 'string' ? value : null;
  };
  // Nothing is known of whose it is: it counts as private.
  return { channel: said('channel') ?? '', user: said('user') };
}

export function unknownTrace(id: string): AppError {
  return new AppError({
    code: 'unknown_trace',
    message: id === '' ? 'I have no trace of it.' : `I have no trace ${shortTraceId(id)}.`,
    hint: 'Traces are kept for some weeks; look for one with /trace search.',
  });
}
