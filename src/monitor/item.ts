/** What a source yields, what an extractor makes of it, and what a scorer says of that. All of it is JSON. */
import type { TraceSummary } from '../core/analytics.ts';
import type { Conversation } from '../core/conversation.ts';
import type { DatasetItem } from '../core/dataset.ts';
import type { ScorerInput } from '../core/summary.ts';
import type { Observation } from './langfuse-api.ts';

export type ItemData =
  | { kind: 'trace'; trace: TraceSummary }
  | { kind: 'observation'; observation: Observation }
  | { kind: 'conversation'; conversation: Conversation };

export interface SourceItem {
  /** Stable and unique within the source. */
  id: string;
  happenedAt: number;
  data: ItemData;
}

/** What a scorer can look at. */
export type Aspect = 'summary' | 'answer' | 'conversation';

export interface ExtractedItem {
  teamId: string | null;
  traceId: string | null;
  summaryId: string | null;
  channelId: string | null;
  /** What was asked, and in `referenceResponse` what came of it in production. */
  datasetItem: DatasetItem;
  /** A whole run with its page, facts and draft. */
  summary: ScorerInput | null;
  conversation: Conversation | null;
}
