import { AppError } from '../../core/errors.ts';
import type { Evidence, PageLink, Snippet } from '../../core/evidence.ts';
import type { Outside } from '../../core/outside.ts';
import type { LanguageModel, ModelAnswer, PromptSource, ResolvedPrompt, Retriever, Tracing } from '../../core/ports.ts';
import { ExtractFactsAnswer } from '../../core/stages.ts';
import type { ExtractFactsInput } from '../../core/stages.ts';
import type { FactSheet, ModelUse } from '../../core/summary.ts';
import { sumModelUse } from '../model-use.ts';
import type { PipelineSettings } from '../settings.ts';
import type { StageThinking } from '../stage-thinking.ts';
import { createBoundary, fence } from '../../core/untrusted-text.ts';
import { chunkSnippets } from './chunk-snippets.ts';
import { createReadLinkTool, readableLinks } from './read-link-tool.ts';

export interface FactsDeps {
  settings: PipelineSettings;
  model: LanguageModel;
  prompts: PromptSource;
  retriever: Retriever;
  thinking: Pick<StageThinking, 'vetEvidence' | 'vetFacts'>;
  tracing: Tracing;
  outside: Pick<Outside, 'newId'>;
}

export interface FactsResult {
  factSheet: FactSheet;
  /** The page's evidence with the snippets of linked pages that were read. */
  evidence: Evidence;
}

export const factsPromptName = 'stage-a-extract-facts';
/** Links shown to the model; more would only be a list of a site's navigation. */
const maxShownLinks = 40;
const maxUnknowns = 10;

/**
 * Stage A: facts of the page, each tied to snippets that carry it. Long pages are read in parts, in parallel, and the parts count alike.
 *
 * @param label which version of the prompt, default `prod`
 * @throws AppError of the model; `no_supported_facts` where nothing that came back is carried by the page
 */
export async function extractFacts(
  deps: FactsDeps,
  evidence: Evidence,
  options: { signal: AbortSignal; label?: string | undefined },
): Promise<FactsResult> {
  const { tracing, settings } = deps;
  return tracing.span(
    'stage_a.run',
    { kind: 'LLM', attributes: { stage: 'stage_a', url: evidence.url } },
    async (span) => {
      const prompt = await deps.prompts.get(factsPromptName, options.label);
      const reader = createReadLinkTool(deps, evidence, settings.maxLinkReads);
      const { chunks, leftOut } = chunkSnippets(evidence.snippets, settings);
      span.set({
        chunk_count: chunks.length,
        snippets_left_out: leftOut,
        prompt_name: prompt.name,
        prompt_version: prompt.version,
        langfuse_prompt_version: prompt.langfuseVersion,
      });
      // All of them end before one that failed is told: nothing goes on, and spends, behind a stage that is over.
      const asked = await Promise.allSettled(
        chunks.map((chunk, index) =>
          askForFacts(deps, prompt, { evidence, chunk, part: index + 1, parts: chunks.length }, reader, options.signal),
        ),
      );
      const answers = asked.map((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value;
      });
      const [first, ...rest] = answers;
      if (!first) throw new AppError({ code: 'page_empty', message: 'The page has no text that could be summarized.' });

      const grown = leftOut === 0 ? reader.evidence() : withPartsLeftOut(reader.evidence(), leftOut);
      const { facts, dropped } = await deps.thinking.vetFacts(
        answers.map((answer) => answer.value.key_facts),
        grown,
        settings.maxFacts,
        options.signal,
      );
      const factSheet: FactSheet = {
        facts,
        unknowns: [...new Set(answers.flatMap((answer) => answer.value.unknowns.map(plainLine)))]
          .filter((text) => text !== '')
          .slice(0, maxUnknowns),
        coverageAssessment: answers
          .map((answer) => plainLine(answer.value.coverage_assessment))
          .filter((text) => text !== '')
          .join(' '),
        droppedFactCount: dropped.reduce((sum, { count }) => sum + count, 0),
        toolCalls: reader.calls,
        use: sumModelUse([useOf(first, prompt), ...rest.map((answer) => useOf(answer, prompt))]),
      };
      span.set({
        provider: factSheet.use.provider,
        model: factSheet.use.model,
        tool_calls: reader.calls.map((call) => `${call.tool}:${call.linkId ?? ''}:${call.outcome}`),
        tool_call_count: reader.calls.length,
        sources: grown.sources.map((source) => source.url),
        source_count: grown.sources.length,
        input_tokens: factSheet.use.usage.inputTokens,
        cached_input_tokens: factSheet.use.usage.cachedInputTokens,
        output_tokens: factSheet.use.usage.outputTokens,
        cost_usd: factSheet.use.costUsd,
        fact_count: facts.length,
        dropped_fact_count: factSheet.droppedFactCount,
        dropped_facts: dropped.map(({ reason, count }) => `${reason}: ${count}`),
      });
      await tracing.artifact(span.traceId, 'stage_a_facts.json', JSON.stringify(factSheet, null, 2));
      await tracing.artifact(
        span.traceId,
        'sources.txt',
        grown.sources.map((source) => `[${source.id}] ${source.url}`).join('\n'),
      );
      if (facts.length === 0) {
        throw new AppError({
          code: 'no_supported_facts',
          message: 'Nothing that was written about this page is carried by its text.',
          hint: 'Try again; if it stays so, the page may hold too little text.',
        });
      }
      return { factSheet, evidence: grown };
    },
  );
}

interface Part {
  evidence: Evidence;
  chunk: Snippet[];
  /** From 1. */
  part: number;
  parts: number;
}

function askForFacts(
  deps: FactsDeps,
  prompt: ResolvedPrompt,
  { evidence, chunk, part, parts }: Part,
  reader: ReturnType<typeof createReadLinkTool>,
  signal: AbortSignal,
): Promise<ModelAnswer<ExtractFactsAnswer>> {
  const boundary = createBoundary(deps.outside.newId());
  const links = readableLinks(evidence).slice(0, maxShownLinks);
  const input: ExtractFactsInput = {
    title: evidence.sources[0]?.title ?? null,
    domain: evidence.domain,
    language: evidence.language,
    coverage: evidence.coverage,
    snippets: chunk,
    links,
  };
  const offersLinks = links.length > 0 && deps.settings.maxLinkReads > 0;
  return deps.model.complete({
    task: 'extract-facts',
    stage: 'stage_a',
    input,
    messages: prompt.render({
      boundary,
      title: fence(input.title ?? '(none)', boundary),
      domain: input.domain,
      language: input.language,
      coverage: input.coverage,
      part: parts === 1 ? 'the whole text that was read' : `part ${part} of ${parts} of the text`,
      snippets: fence(renderSnippets(chunk), boundary),
      links: offersLinks ? fence(renderLinks(links), boundary) : '(none)',
      max_link_reads: String(deps.settings.maxLinkReads),
    }),
    promptName: prompt.name,
    promptVersion: prompt.version,
    parameters: prompt.config,
    schemaName: 'extract_facts',
    schema: ExtractFactsAnswer,
    ...(offersLinks ? { tools: [reader.tool(boundary)], maxToolCalls: deps.settings.maxLinkReads } : {}),
    signal,
  });
}

function renderSnippets(snippets: readonly Snippet[]): string {
  return snippets
    .map((snippet) => {
      const path = snippet.headingPath.length > 0 ? ` (${snippet.headingPath.join(' › ')})` : '';
      return `[${snippet.id}]${path} ${snippet.text}`;
    })
    .join('\n');
}

function renderLinks(links: readonly PageLink[]): string {
  return links.map((link) => `${link.id}: ${link.text} — ${link.url}`).join('\n');
}

function useOf(answer: ModelAnswer<unknown>, prompt: ResolvedPrompt): ModelUse {
  return {
    provider: answer.provider,
    model: answer.model,
    promptName: prompt.name,
    promptVersion: prompt.version,
    usage: answer.usage,
    costUsd: answer.costUsd,
    fallback: answer.fallback,
  };
}

function withPartsLeftOut(evidence: Evidence, leftOut: number): Evidence {
  const reason = `The page is very long: ${leftOut} of ${evidence.snippets.length} passages, spread evenly, were not read.`;
  return { ...evidence, coverage: 'partial', coverageReason: evidence.coverageReason ?? reason };
}

function plainLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim().slice(0, 400);
}
