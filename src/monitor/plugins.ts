/** The four kinds of plug-in that a monitor is made of; `params` checks what stands beside `type` in the YAML. */
import type { z } from 'zod';
import type { Analytics } from '../core/analytics.ts';
import type { ConversationHistory } from '../core/conversation.ts';
import type { MonitorResult } from '../core/monitor.ts';
import type { Outside } from '../core/outside.ts';
import type { StoredSummary } from '../core/ports.ts';
import type { ScoreStore } from '../core/score-record.ts';
import type { ProjectTheme, ScorerResult } from '../core/summary.ts';
import type { ResultDatabase } from '../store/postgres/result-database.ts';
import type { Aspect, ExtractedItem, ItemData, SourceItem } from './item.ts';
import type { LangfuseApi } from './langfuse-api.ts';

/** What plug-ins work with; null where the installation does not have it. */
export interface MonitorParts {
  outside: Outside;
  analytics: Pick<Analytics, 'searchTraces'>;
  summaries: { byTrace(traceId: string): Promise<StoredSummary | null> };
  artifacts: { get(traceId: string, name: string): Promise<string | null> };
  themes: readonly ProjectTheme[];
  scores: Pick<ScoreStore, 'put'>;
  langfuse: LangfuseApi | null;
  history: ConversationHistory | null;
  openPostgres: (options: { url: string; schema: string; timeoutMs: number }) => ResultDatabase;
}

export interface FetchRequest<Params> {
  params: Params;
  /** By when items happened, `fromMs <= t < toMs`. */
  window: { fromMs: number; toMs: number };
  /** Most items wanted; the newest where there are more. */
  limit: number;
  signal: AbortSignal;
}

export interface MonitorSource<Params = unknown> {
  id: string;
  summary: string;
  params: z.ZodType<Params>;
  gives: ItemData['kind'];
  /** What is missing here to use it, as the end of a sentence that begins with its id; null for nothing. */
  missing?(parts: MonitorParts): string | null;
  fetch(request: FetchRequest<Params>, parts: MonitorParts): Promise<SourceItem[]>;
}

export interface MonitorExtractor<Params = unknown> {
  id: string;
  summary: string;
  params: z.ZodType<Params>;
  takes: readonly ItemData['kind'][];
  gives: readonly Aspect[];
  /** @throws AppError where the item holds nothing to score; retryable where it may later. */
  extract(item: SourceItem, params: Params, parts: MonitorParts): Promise<ExtractedItem>;
}

export interface MonitorScorer {
  id: string;
  summary: string;
  needs: Aspect;
  /** As of a source. */
  missing?(): string | null;
  /**
   * @returns null where it has nothing to say of the item
   * @throws AppError; retryable where it may work later
   */
  score(item: ExtractedItem, signal: AbortSignal): Promise<(ScorerResult & { costUsd?: number | null }) | null>;
}

export interface MonitorTarget<Params = unknown> {
  id: string;
  summary: string;
  params: z.ZodType<Params>;
  missing?(parts: MonitorParts): string | null;
  /** Each result at most once a call; a result given twice is one. @throws AppError where none or only some were taken. */
  publish(results: readonly MonitorResult[], params: Params, parts: MonitorParts, signal: AbortSignal): Promise<void>;
}
