import type { AppError } from '../core/errors.ts';
import type { ModelCallStore } from '../core/model-call-store.ts';
import type { Outside } from '../core/outside.ts';
import type { ChatMessage, ModelAnswer, SpanAttributes } from '../core/ports.ts';
import type { TokenUsage } from '../core/summary.ts';
import type { PricesFile } from './prices.ts';
import type { LlmSettings } from './settings.ts';

/** A call as hooks see it; frozen, so that looking is all they can do. */
export interface ModelCall {
  id: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  stage: string;
  task: string;
  promptName: string | null;
  promptVersion: string | null;
  provider: string;
  model: string;
  temperature: number | null;
  schemaName: string;
  /** False for a provider that works without a model: it costs nothing and nothing leaves the machine. */
  usesModel: boolean;
  traceId: string | null;
  messages: readonly Readonly<ChatMessage>[];
}

/** How a call ended. */
export interface CallResult {
  error: AppError | null;
  /** As the server names it; the profile's name where there was no answer. */
  model: string;
  finishReason: ModelAnswer<unknown>['finishReason'] | null;
  usage: TokenUsage;
  toolCallCount: number;
  requestCount: number;
  costUsd: number | null;
  latencyMs: number;
}

/**
 * What a hook may do is its power, and nothing else it returns counts:
 * `look` watches; `rewrite` gives other messages of the same roles; `refuse` stops a call with `budget_exceeded`;
 * `repair` gives other answer text, taken only where it is valid and the model's was not; `price` gives the cost.
 */
export type ModelHook =
  | {
      power: 'look';
      before?: (call: ModelCall) => Promise<void> | void;
      after?: (call: ModelCall, result: CallResult) => Promise<void> | void;
    }
  | { power: 'rewrite'; rewrite: (call: ModelCall) => Promise<ChatMessage[]> | ChatMessage[] }
  | { power: 'refuse'; refuse: (call: ModelCall) => Promise<AppError | null> | AppError | null }
  | {
      power: 'repair';
      repair: (text: string, isValid: (candidate: string) => boolean) => Promise<string | null> | string | null;
    }
  | { power: 'price'; price: (model: string, usage: TokenUsage) => Promise<number | null> | number | null };

/** The span that the caller is in; attributes go through its redaction. */
export interface ActiveSpan {
  traceId: string;
  set(attributes: SpanAttributes): void;
}

export interface HookDeps {
  settings: LlmSettings;
  outside: Outside;
  prices: PricesFile;
  calls: ModelCallStore;
  /** The caller's span, or null outside of one. */
  activeSpan: () => ActiveSpan | null;
  /** Takes secrets and personal data out of a text. */
  redact: (text: string) => string;
}

export interface HookPlugin {
  id: string;
  summary: string;
  /** Lists of a hook set it may stand in. */
  phases: readonly ('before' | 'after')[];
  create(deps: HookDeps): ModelHook;
}
