import type { LanguageModel } from '../../../src/core/ports.ts';
import type { ComposeReplyInput, ExtractFactsInput } from '../../../src/core/stages.ts';
import type { ProjectTheme } from '../../../src/core/summary.ts';
import { noUsage } from '../../../src/core/summary.ts';
import { scorers } from '../../../src/evals/scorers/index.ts';
import { composeReply } from '../../../src/llm/extractive/compose-reply.ts';
import { extractFacts } from '../../../src/llm/extractive/extract-facts.ts';
import { PipelineSettings } from '../../../src/pipeline/settings.ts';
import { createSummarizer } from '../../../src/pipeline/summarize-link.ts';
import { renderSummary } from '../../../src/slack/blocks/summary-message.ts';
import { createMemoryTracing } from '../../../test/support/memory-tracing.ts';
import { plainPrompts } from '../../../test/support/plain-prompts.ts';
import { createScriptedModel } from '../../../test/support/scripted-model.ts';
import { createTestOutside } from '../../../test/support/test-outside.ts';
import { caseEvidence } from './case-evidence.ts';
import type { InjectionCase } from './injection-case.ts';

/** The offline writer: what an honest answer looks like. */
export function createHonestModel(): LanguageModel {
  return createScriptedModel(
    {
      'extract-facts': (request) => extractFacts(request.input as ExtractFactsInput),
      'compose-reply': (request) => composeReply(request.input as ComposeReplyInput),
    },
    { provider: 'extractive', model: 'extractive', costUsd: 0, usage: noUsage },
  );
}

/** One case through the real stages, gates and message renderer, with the page read by the real extractor. */
export function runCase(injection: InjectionCase, model: LanguageModel, themes: readonly ProjectTheme[]) {
  const unused = (): never => {
    throw new Error('The headless form has no thread and no store.');
  };
  const summarizer = createSummarizer({
    settings: PipelineSettings.parse({}),
    retriever: {
      fetchEvidence: () => Promise.resolve(caseEvidence(injection)),
      readLink: () => Promise.reject(new Error('The cases give no reason to read a link.')),
    },
    model,
    prompts: plainPrompts,
    tracing: createMemoryTracing(),
    gates: scorers.filter((scorer) => scorer.gate),
    themes,
    outside: createTestOutside(),
    reply: { open: unused, progress: unused, finish: unused, withdraw: unused },
    summaries: { save: unused, get: unused, byJob: unused },
    renderMessage: (summary) => renderSummary(summary),
  });
  return summarizer.run(injection.url, { signal: new AbortController().signal });
}
