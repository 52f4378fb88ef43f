import type { Evidence } from '../../src/core/evidence.ts';
import type { ExtractFactsInput, ComposeReplyInput } from '../../src/core/stages.ts';
import { scorers } from '../../src/evals/scorers/index.ts';
import type { SummarizeLinkPayload } from '../../src/pipeline/payloads.ts';
import { PipelineSettings } from '../../src/pipeline/settings.ts';
import type { SummarizerDeps } from '../../src/pipeline/summarize-link.ts';
import { draftSample, heronParagraphs, themes } from '../evals/draft-sample.ts';
import { createMemoryTracing } from '../support/memory-tracing.ts';
import { plainPrompts } from '../support/plain-prompts.ts';
import { createMemorySummaries, createRecordedReply } from '../support/recorded-reply.ts';
import { sampleEvidence } from '../support/sample-evidence.ts';
import { createScriptedModel } from '../support/scripted-model.ts';
import type { Script } from '../support/scripted-model.ts';
import { createTestOutside } from '../support/test-outside.ts';
import { thinkInPlace } from '../support/think-in-place.ts';

export const linkPayload: SummarizeLinkPayload = {
  teamId: 'T1',
  channelId: 'C1',
  messageTs: '1700000000.000100',
  threadTs: '1700000000.000100',
  userId: 'U1',
  url: 'https://heron.example/notes?utm_source=x',
  canonicalUrl: 'https://heron.example/notes',
  length: 'normal',
};

/** Answers that pass every gate, from what the request gives. */
export const goodScripts: Record<'extract-facts' | 'compose-reply', Script> = {
  'extract-facts': (request) => ({
    key_facts: (request.input as ExtractFactsInput).snippets.map((snippet) => ({
      fact: snippet.text,
      supported_by_snippet_ids: [snippet.id],
    })),
    unknowns: ['How large is the attic?'],
    coverage_assessment: 'All of it.',
  }),
  'compose-reply': (request) => {
    const { facts, sentenceCounts, form } = request.input as ComposeReplyInput;
    const cited = facts.map((fact) => ({ text: fact.text, fact_ids: [fact.id] }));
    const { projects } = draftSample().draft;
    return {
      tldr: cited.slice(0, sentenceCounts.tldr.max),
      summary: cited.slice(0, sentenceCounts.summary.max),
      projects:
        form === 'full' ? projects.map(({ theme, text, factIds }) => ({ theme, idea: text, fact_ids: factIds })) : [],
      similar_tech: [],
    };
  },
};

/** A summarizer over the Heron page with scripted answers; every part can be looked at and replaced. */
export function testSummarizer(
  options: { scripts?: Record<string, Script>; evidence?: Evidence; settings?: Partial<PipelineSettings> } = {},
) {
  const evidence = options.evidence ?? sampleEvidence(heronParagraphs, { title: 'Heron, a file synchroniser' });
  const fetched: string[] = [];
  const failures: Error[] = [];
  const tracing = createMemoryTracing();
  const reply = createRecordedReply();
  const summaries = createMemorySummaries();
  const outside = createTestOutside();
  const model = createScriptedModel({ ...goodScripts, ...options.scripts });
  const deps: SummarizerDeps = {
    settings: { ...PipelineSettings.parse({}), ...options.settings },
    retriever: {
      fetchEvidence(url) {
        fetched.push(url);
        const failure = failures.shift();
        return failure ? Promise.reject(failure) : Promise.resolve(structuredClone(evidence));
      },
      readLink: () => Promise.reject(new Error('this test reads no links')),
    },
    model,
    prompts: plainPrompts,
    tracing,
    thinking: thinkInPlace(scorers),
    themes,
    outside,
    reply,
    summaries,
    renderMessage: (summary) => ({ text: `${summary.outcome} ${summary.revision}`, blocks: [] }),
  };
  return { deps, evidence, fetched, failures, tracing, reply, summaries, outside, model };
}
