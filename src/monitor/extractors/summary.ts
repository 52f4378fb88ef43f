import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { Draft, FactSheet, ScorerInput, SummaryLength } from '../../core/summary.ts';
import { blankItem } from '../blank-item.ts';
import type { MonitorExtractor, MonitorParts } from '../plugins.ts';

interface Found {
  teamId: string | null;
  channelId: string | null;
  summaryId: string | null;
  evidence: Evidence;
  factSheet: FactSheet;
  draft: Draft;
  length: SummaryLength;
}

/** A run's page, facts and draft: from its summary, or from the files of its trace where a newer form has taken the summary's place. */
export const summary: MonitorExtractor<Record<string, never>> = {
  id: 'summary',
  summary: 'the page, the facts and the draft of a run of this installation',
  params: z.strictObject({}),
  takes: ['trace', 'observation'],
  gives: ['summary', 'answer'],
  async extract({ data, happenedAt }, _params, parts) {
    const traceId =
      data.kind === 'trace' ? data.trace.traceId : data.kind === 'observation' ? data.observation.traceId : null;
    const found = traceId === null || traceId === undefined ? null : await find(traceId, parts);
    if (found === null) {
      throw new AppError({
        code: 'no_summary',
        message: 'No summary of this run is stored with its page; it may have been removed because of its age.',
      });
    }
    const { evidence, factSheet, draft, length } = found;
    const input: ScorerInput = { evidence, factSheet, draft, themes: [...parts.themes], length };
    return {
      teamId: found.teamId,
      traceId: traceId ?? null,
      summaryId: found.summaryId,
      channelId: found.channelId ?? (data.kind === 'trace' ? data.trace.channel : null),
      datasetItem: {
        ...blankItem(traceId ?? '', happenedAt),
        channelId: found.channelId,
        url: evidence.url,
        cluster: evidence.adapter,
        evidence,
        traceId: traceId ?? null,
        referenceResponse: [...draft.tldr, ...draft.summary].map(({ text }) => text).join(' '),
      },
      summary: input,
      conversation: null,
    };
  },
};

async function find(traceId: string, parts: MonitorParts): Promise<Found | null> {
  const stored = await parts.summaries.byTrace(traceId);
  // Without its snippets nothing can be checked against the page.
  if (stored?.evidence && stored.evidence.snippets.length > 0 && stored.factSheet && stored.draft) {
    const { teamId, channelId, id, evidence, factSheet, draft, length } = stored;
    return { teamId, channelId, summaryId: id, evidence, factSheet, draft, length };
  }
  const read = async (name: string): Promise<unknown> => {
    const text = await parts.artifacts.get(traceId, name);
    return text === null ? null : JSON.parse(text);
  };
  const evidence = (await read('evidence.json')) as Evidence | null;
  const factSheet = (await read('stage_a_facts.json')) as FactSheet | null;
  const draft = (await read('stage_b_result.json')) as Draft | null;
  if (evidence === null || factSheet === null || draft === null) return null;
  const length = draft.form === 'short' ? 'short' : 'normal';
  return { teamId: null, channelId: null, summaryId: null, evidence, factSheet, draft, length };
}
