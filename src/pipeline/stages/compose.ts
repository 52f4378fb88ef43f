import { decideReplyForm } from '../../core/reply-form.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { Outside } from '../../core/outside.ts';
import type { LanguageModel, PromptSource, Tracing } from '../../core/ports.ts';
import { ComposeReplyAnswer } from '../../core/stages.ts';
import type { ComposeReplyInput } from '../../core/stages.ts';
import type { Draft, FactSheet, ProjectTheme, SummaryLength } from '../../core/summary.ts';
import { createBoundary, fence } from '../../core/untrusted-text.ts';
import { normaliseDraft } from './normalise-draft.ts';

export interface ComposeDeps {
  model: LanguageModel;
  prompts: PromptSource;
  tracing: Tracing;
  outside: Pick<Outside, 'newId'>;
  themes: readonly ProjectTheme[];
}

export interface ComposeOptions {
  length: SummaryLength;
  /** What the gates said of the draft before; empty on the first try. */
  failures: readonly string[];
  signal: AbortSignal;
  /** Which version of the prompt, default `prod`. */
  label?: string | undefined;
}

export const composePromptName = 'stage-b-compose-reply';

/**
 * Stage B: the reply from facts and project themes; page text never gets here.
 * @throws AppError of the model
 */
export function composeReply(
  deps: ComposeDeps,
  evidence: Evidence,
  factSheet: FactSheet,
  options: ComposeOptions,
): Promise<Draft> {
  const attributes = { stage: 'stage_b', rewrite: options.failures.length > 0, length: options.length };
  return deps.tracing.span('stage_b.run', { kind: 'LLM', attributes }, async (span) => {
    const prompt = await deps.prompts.get(composePromptName, options.label);
    const input: ComposeReplyInput = {
      title: evidence.sources[0]?.title ?? null,
      domain: evidence.domain,
      language: evidence.language,
      coverage: evidence.coverage,
      facts: factSheet.facts,
      unknowns: factSheet.unknowns,
      themes: [...deps.themes],
      length: options.length,
      ...decideReplyForm(factSheet.facts, options.length),
      failures: [...options.failures],
    };
    const messages = prompt.render(promptVariables(input, createBoundary(deps.outside.newId())));
    const answer = await deps.model.complete({
      task: 'compose-reply',
      stage: 'stage_b',
      input,
      messages,
      promptName: prompt.name,
      promptVersion: prompt.version,
      parameters: prompt.config,
      schemaName: 'compose_reply',
      schema: ComposeReplyAnswer,
      signal: options.signal,
    });
    const { provider, model, usage, costUsd, fallback } = answer;
    const draft = normaliseDraft(answer.value, input, {
      provider,
      model,
      promptName: prompt.name,
      promptVersion: prompt.version,
      usage,
      costUsd,
      fallback,
    });
    span.set({
      provider,
      model,
      prompt_name: prompt.name,
      prompt_version: prompt.version,
      langfuse_prompt_version: prompt.langfuseVersion,
      prompt_length: messages.reduce((sum, message) => sum + message.content.length, 0),
      input_tokens: usage.inputTokens,
      cached_input_tokens: usage.cachedInputTokens,
      output_tokens: usage.outputTokens,
      cost_usd: costUsd,
      form: draft.form,
      tldr_count: draft.tldr.length,
      summary_count: draft.summary.length,
      project_count: draft.projects.length,
    });
    await deps.tracing.artifact(span.traceId, 'stage_b_result.json', JSON.stringify(draft, null, 2));
    return draft;
  });
}

/** Facts are the page's words at one remove, so they stay fenced. */
function promptVariables(input: ComposeReplyInput, boundary: string): Record<string, string> {
  const { tldr, summary } = input.sentenceCounts;
  return {
    boundary,
    title: fence(input.title ?? '(none)', boundary),
    domain: input.domain,
    language: input.language,
    coverage: input.coverage,
    form: input.form,
    length: input.length,
    tldr_count: countText(tldr),
    summary_count: countText(summary),
    facts: fence(input.facts.map((fact) => `[${fact.id}] ${fact.text}`).join('\n'), boundary),
    unknowns: input.unknowns.length > 0 ? fence(input.unknowns.join('\n'), boundary) : '(none)',
    themes: renderThemes(input.themes),
    failures:
      input.failures.length > 0
        ? fence(input.failures.map((failure) => `- ${failure}`).join('\n'), boundary)
        : '(none)',
  };
}

function countText({ min, max }: { min: number; max: number }): string {
  return min === max ? `exactly ${min}` : `${min} to ${max}`;
}

function renderThemes(themes: readonly ProjectTheme[]): string {
  if (themes.length === 0) return '(none)';
  return themes
    .map((theme) =>
      [
        `- ${theme.name}`,
        ...(theme.pains.length > 0 ? [`  pains: ${theme.pains.join('; ')}`] : []),
        ...(theme.stack.length > 0 ? [`  stack: ${theme.stack.join(', ')}`] : []),
        ...(theme.successCriteria.length > 0 ? [`  success criteria: ${theme.successCriteria.join('; ')}`] : []),
      ].join('\n'),
    )
    .join('\n');
}
