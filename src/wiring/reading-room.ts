/** Ties together everything between a URL and a checked draft. */
import type { Config } from '../config.ts';
import type { Outside } from '../core/outside.ts';
import type { LanguageModel, Retriever } from '../core/ports.ts';
import { createLanguageModel } from '../llm/client.ts';
import type { LanguageModelDeps } from '../llm/client.ts';
import { redactText } from '../observe/redact.ts';
import type { TraceSink } from '../observe/trace-sink.ts';
import { createTracing } from '../observe/tracing.ts';
import type { TracingService } from '../observe/tracing.ts';
import type { StageDeps } from '../pipeline/run-stages.ts';
import { createPromptRoom } from './prompt-room.ts';
import type { PromptRoom } from './prompt-room.ts';
import { createSafeFetcher } from '../retrieval/fetch/safe-fetcher.ts';
import { createHtmlExtractor } from '../retrieval/html/html-extractor.ts';
import { createRetriever } from '../retrieval/retriever.ts';
import type { Closers } from './closers.ts';
import { resolvePath } from './resolve-path.ts';
import type { Store } from '../store/open-store.ts';
import { createThinking } from '../thinking.ts';
import type { Thinking } from '../thinking.ts';

/** The part of the house between a URL and a checked draft: the same with and without Slack. */
export interface ReadingRoom {
  stages: StageDeps;
  retriever: Retriever & ReturnType<typeof createRetriever>;
  model: LanguageModel;
  /** The same under another profile, with that profile's own model. null: the environment's. @throws AppError `unknown_profile`. */
  modelOf(profile: string | null): LanguageModel;
  prompts: PromptRoom;
  tracing: TracingService;
  /** Slow pure work beside the event loop. */
  thinking: Pick<Thinking, 'run'>;
  /** Starts the threads that read and think, so that the first link does not wait for their modules. */
  startThreads(): void;
}

/** @param closers gets what must be closed */
export async function createReadingRoom(
  config: Config,
  outside: Outside,
  store: Store,
  closers: Closers,
): Promise<ReadingRoom> {
  const { settings } = config;
  const sink: TraceSink = {
    insertSpans: (rows) => store.spans.insertSpans(rows),
    putArtifact: (traceId, name, content, at) => store.artifacts.put(traceId, name, content, at),
  };
  const tracing = createTracing(settings.observe, outside, sink, {
    destinations: config.destinations,
    fetch: globalThis.fetch,
    bufferDirectory: resolvePath(config.rootDirectory, settings.observe.export.bufferDirectory),
  });
  closers.push(() => tracing.close());
  const htmlExtractor = createHtmlExtractor(settings.retrieval.html, outside);
  closers.push(() => htmlExtractor.close());
  const fetcher = createSafeFetcher(settings.retrieval.fetch, outside);
  const thinking = createThinking(settings.thinking, outside);
  closers.push(() => thinking.close());
  const retriever = createRetriever(settings.retrieval, outside, {
    fetcher,
    htmlExtractor,
    buildEvidence: (content, frame, signal) => thinking.run('buildEvidence', [content, frame], signal),
  });
  const prompts = await createPromptRoom(config, outside, store);
  const modelDeps: LanguageModelDeps = {
    profiles: config.profiles,
    prices: config.prices,
    fetch: globalThis.fetch,
    extract: (task, input, signal) => thinking.run('runExtractiveTask', [task, input], signal),
    calls: store.modelCalls,
    activeSpan: () => tracing.activeSpan(),
    redact: redactText,
  };
  const model = createLanguageModel(settings.llm, outside, modelDeps);
  const byProfile = new Map<string, LanguageModel>();
  const modelOf = (profile: string | null): LanguageModel => {
    if (profile === null) return model;
    const known = byProfile.get(profile);
    if (known) return known;
    const made = createLanguageModel({ ...settings.llm, profile, model: null }, outside, modelDeps);
    byProfile.set(profile, made);
    return made;
  };
  const stages: StageDeps = {
    settings: settings.pipeline,
    retriever,
    model,
    prompts: prompts.source,
    tracing,
    thinking: {
      vetEvidence: (evidence, signal) => thinking.run('vetEvidence', [evidence], signal),
      vetFacts: (answers, evidence, maxFacts, signal) =>
        thinking.run('vetFacts', [answers, evidence, maxFacts], signal),
      checkDraft: (input, signal) => thinking.run('checkDraft', [input], signal),
    },
    themes: config.projectContext.themes,
    outside,
  };
  const startThreads = (): void => {
    htmlExtractor.start();
    thinking.start();
  };
  return { stages, retriever, model, modelOf, prompts, tracing, thinking, startThreads };
}
