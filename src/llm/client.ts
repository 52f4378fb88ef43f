import { AppError, toAppError } from '../core/errors.ts';
import type { ModelCallStore } from '../core/model-call-store.ts';
import type { Outside } from '../core/outside.ts';
import type { LanguageModel, ModelAnswer, ModelParameters, ModelRequest } from '../core/ports.ts';
import { createRegistry } from '../core/registry.ts';
import { noUsage } from '../core/summary.ts';
import { askForValue } from './ask-for-value.ts';
import type { AskedValue } from './ask-for-value.ts';
import { createHookRunner, freezeCall } from './hook-runner.ts';
import { hookPlugins } from './hooks/index.ts';
import type { ActiveSpan, CallResult, HookPlugin } from './model-hook.ts';
import type { CallTally, Extract, ModelProvider, ProviderPlugin } from './model-provider.ts';
import type { PricesFile } from './prices.ts';
import { fallbackProfileOf, findProfileProblems, profileOf } from './profiles.ts';
import type { Profile, ProfilesFile } from './profiles.ts';
import { providerPlugins } from './providers/index.ts';
import type { LlmSettings } from './settings.ts';
import { startDeadline } from '../core/start-deadline.ts';

export interface LanguageModelDeps {
  /** Parsed configs/profiles.yaml. */
  profiles: ProfilesFile;
  /** Parsed configs/prices.yaml. */
  prices: PricesFile;
  fetch: typeof globalThis.fetch;
  extract: Extract;
  calls: ModelCallStore;
  /** The span the caller is in, or null. */
  activeSpan: () => ActiveSpan | null;
  /** Takes secrets and personal data out of a text: what goes to a model, and what comes back. */
  redact: (text: string) => string;
  /** In place of the built-in ones; for tests. */
  providers?: readonly ProviderPlugin[];
  hooks?: readonly HookPlugin[];
}

/**
 * The one way to a model: before hooks → provider → parse guard → after hooks, under one total deadline.
 * @throws AppError `unknown_profile` where settings and configs/profiles.yaml do not fit.
 */
export function createLanguageModel(settings: LlmSettings, outside: Outside, deps: LanguageModelDeps): LanguageModel {
  const problem = findProfileProblems(settings, deps.profiles)[0];
  if (problem) throw new AppError({ code: 'unknown_profile', message: `${problem.setting}: ${problem.message}` });
  const plugins = createRegistry('provider', deps.providers ?? providerPlugins);
  const providers = new Map<string, ModelProvider>();
  const providerOf = (profile: Profile): ModelProvider => {
    const known = providers.get(profile.provider);
    if (known) return known;
    const provider = plugins
      .get(profile.provider)
      .create({ settings, outside, fetch: deps.fetch, extract: deps.extract });
    providers.set(profile.provider, provider);
    return provider;
  };
  const setName = deps.profiles.environments[settings.environment]?.hooks ?? '';
  const hookSet = deps.profiles.hookSets[setName] ?? { before: [], after: [] };
  const hooks = createHookRunner({ ...deps, settings, outside }, deps.hooks ?? hookPlugins, hookSet);

  async function ask<T>(request: ModelRequest<T>, profile: Profile): Promise<ModelAnswer<T>> {
    const provider = providerOf(profile);
    const began = outside.clock.monotonic();
    using deadline = startDeadline(outside.clock, request.signal, settings.totalTimeoutMs);
    const { signal } = deadline;
    const tally: CallTally = { retriesLeft: settings.maxRetries, requestCount: 0, toolCallCount: 0, usage: noUsage };
    const call = freezeCall({
      id: outside.newId(),
      startedAt: outside.clock.now(),
      stage: request.stage,
      task: request.task,
      promptName: request.promptName,
      promptVersion: request.promptVersion,
      provider: profile.provider,
      model: profile.model,
      temperature: profile.temperature,
      schemaName: request.schemaName,
      usesModel: provider.usesModel,
      traceId: deps.activeSpan()?.traceId ?? null,
      messages: request.messages,
    });

    const finish = async (asked: AskedValue<T> | null, error: AppError | null): Promise<CallResult> => {
      const model = asked?.model ?? profile.model;
      const isPriced = provider.usesModel && tally.requestCount > 0;
      const result: CallResult = {
        error,
        model,
        finishReason: asked?.finishReason ?? null,
        usage: tally.usage,
        toolCallCount: tally.toolCallCount,
        requestCount: tally.requestCount,
        costUsd: isPriced ? await hooks.price(call, model, tally.usage) : 0,
        latencyMs: outside.clock.monotonic() - began,
      };
      await hooks.after(call, result);
      return result;
    };

    let asked: AskedValue<T>;
    try {
      const messages = await hooks.before(call);
      const deadlineAt = began + settings.totalTimeoutMs;
      asked = await askForValue(
        provider,
        { request, messages, profile, signal, deadlineAt, tally },
        request.schema,
        (text, isValid) => hooks.repair(call, text, isValid),
        deps.redact,
      );
    } catch (thrown) {
      const error = explain(thrown, request.signal, signal);
      error.costUsd = (await finish(null, error)).costUsd;
      // A caller that cancelled gets its own reason back.
      request.signal.throwIfAborted();
      throw error;
    }
    const { costUsd, latencyMs, usage, model, finishReason } = await finish(asked, null);
    return {
      value: asked.value,
      text: asked.text,
      provider: profile.provider,
      model,
      usage,
      costUsd,
      finishReason: finishReason ?? 'other',
      latencyMs,
    };
  }

  /** A used-up budget is no reason to leave a person without an answer, where the task can be done without a model. */
  async function askWithoutModel<T>(request: ModelRequest<T>, refusal: AppError): Promise<ModelAnswer<T>> {
    const profile = fallbackProfileOf(settings, deps.profiles);
    if (profile === null) throw refusal;
    try {
      const answer = await ask(request, profile);
      deps.activeSpan()?.set({ fallback: 'budget' });
      outside.log.warn('model budget used up; answered without a model', { stage: request.stage, task: request.task });
      return { ...answer, fallback: 'budget' };
    } catch (error) {
      request.signal.throwIfAborted();
      outside.log.warn('model budget used up, and the task needs a model', { stage: request.stage, error });
      throw refusal;
    }
  }

  return {
    describe(stage) {
      const { provider, model } = profileOf(settings, deps.profiles, stage);
      return { provider, model };
    },

    async complete(request) {
      request.signal.throwIfAborted();
      const profile = withParameters(profileOf(settings, deps.profiles, request.stage), request.parameters);
      try {
        return await ask(request, profile);
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.code !== 'budget_exceeded') throw thrown;
        return askWithoutModel(request, thrown);
      }
    },
  };
}

function withParameters(profile: Profile, parameters: ModelParameters = {}): Profile {
  return {
    ...profile,
    temperature: parameters.temperature ?? profile.temperature,
    maxOutputTokens: parameters.maxOutputTokens ?? profile.maxOutputTokens,
  };
}

function explain(thrown: unknown, callers: AbortSignal, all: AbortSignal): AppError {
  if (callers.aborted) {
    return new AppError({
      code: 'model_cancelled',
      message: 'The question to the model was cancelled.',
      cause: thrown,
    });
  }
  if (all.aborted && !(thrown instanceof AppError)) {
    return new AppError({
      code: 'model_timeout',
      message: 'The model took too long.',
      hint: 'Try again; if it happens often, a smaller model or a longer totalTimeoutMs helps.',
      retryable: true,
      cause: thrown,
    });
  }
  return toAppError(thrown);
}
