import type { Outside } from '../core/outside.ts';
import type { ChatMessage, ModelAnswer, ModelRequest } from '../core/ports.ts';
import type { TokenUsage } from '../core/summary.ts';
import type { Profile } from './profiles.ts';
import type { LlmSettings } from './settings.ts';

/** Counts over one question, shared by every request it causes, so that retries cannot multiply. */
export interface CallTally {
  /** Network retries that are left. */
  retriesLeft: number;
  requestCount: number;
  toolCallCount: number;
  /** Of all requests that were answered, also where the call failed in the end. */
  usage: TokenUsage;
}

export interface ProviderCall {
  request: ModelRequest<unknown>;
  /** In place of `request.messages`: after the hooks, with the parse retry's turns. */
  messages: readonly ChatMessage[];
  profile: Profile;
  /** The caller's signal and the total deadline in one. */
  signal: AbortSignal;
  /** Milliseconds on the monotonic clock. */
  deadlineAt: number;
  tally: CallTally;
}

export interface ProviderAnswer {
  text: string;
  model: string;
  finishReason: ModelAnswer<unknown>['finishReason'];
}

export interface ModelProvider {
  /** False where no model is asked: no cost, nothing leaves the machine. */
  usesModel: boolean;
  /** @throws AppError: model_timeout, model_rate_limited, model_unavailable, model_refused, model_length, model_filtered, model_bad_answer, model_auth. */
  ask(call: ProviderCall): Promise<ProviderAnswer>;
}

/** What the extractive provider asks: `runExtractiveTask`, in this thread or another. @returns the answer as JSON text */
export type Extract = (task: string, input: unknown, signal: AbortSignal) => Promise<string>;

export interface ProviderDeps {
  settings: LlmSettings;
  outside: Outside;
  fetch: typeof globalThis.fetch;
  extract: Extract;
}

export interface ProviderPlugin {
  id: string;
  summary: string;
  create(deps: ProviderDeps): ModelProvider;
}
