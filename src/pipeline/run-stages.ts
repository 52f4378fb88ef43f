import { AppError, toAppError, toFailure } from '../core/errors.ts';
import type { Failure } from '../core/errors.ts';
import type { Evidence } from '../core/evidence.ts';
import type { Outside } from '../core/outside.ts';
import type { LanguageModel, PromptSource, Retriever, SummaryStage, Tracing } from '../core/ports.ts';
import type { Draft, FactSheet, GateResult, ProjectTheme, StageOutcome, SummaryLength } from '../core/summary.ts';
import { createCostMeter } from './cost-meter.ts';
import { sumCosts } from './model-use.ts';
import type { PipelineSettings } from './settings.ts';
import type { StageThinking } from './stage-thinking.ts';
import { composeReply } from './stages/compose.ts';
import { extractFacts } from './stages/facts.ts';
import { runGates } from './stages/gates.ts';
import { retrieve } from './stages/retrieve.ts';

export interface StageDeps {
  settings: PipelineSettings;
  retriever: Retriever;
  model: LanguageModel;
  prompts: PromptSource;
  tracing: Tracing;
  thinking: StageThinking;
  themes: readonly ProjectTheme[];
  outside: Outside;
}

export interface StageRun {
  url: string;
  length: SummaryLength;
  signal: AbortSignal;
  /** Runs each stage once for the life of the job. */
  step: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  /** Called when a stage really begins, not when its stored result is taken. */
  progress: (stage: SummaryStage) => void;
  /** True where a retryable error may fly to whoever tries again; false where it must become a failure. */
  mayRetry: boolean;
  /** Evidence and facts of an earlier run of the same page. */
  reuse?: { evidence: Evidence; factSheet: FactSheet } | undefined;
  /** The page as it was read before, in place of reading it; linked pages are not read then either, so that a run repeats. */
  evidence?: Evidence | undefined;
  /** Which versions of the prompts; default `prod`. */
  labels?: { facts?: string; compose?: string } | undefined;
}

/**
 * retrieve → facts → compose → gates, and once more compose → gates with the failures. Never throws for a page or a draft that is not good
 * enough: that is an outcome. What flies: the signal's reason, and retryable errors while `mayRetry`.
 */
export async function runStages(given: StageDeps, run: StageRun): Promise<StageOutcome> {
  const meter = createCostMeter(given.model);
  const settings = run.evidence ? { ...given.settings, maxLinkReads: 0 } : given.settings;
  const deps = { ...given, settings, model: meter.model };
  let evidence: Evidence | null = run.reuse?.evidence ?? null;
  let factSheet: FactSheet | null = run.reuse?.factSheet ?? null;
  let draft: Draft | null = null;
  let gates: GateResult[] = [];
  let rewriteCount = 0;
  const costs: (number | null)[] = [];
  const finish = (failure: Failure | null): StageOutcome => ({
    outcome: failure === null ? 'summarized' : 'failed',
    evidence,
    factSheet,
    draft,
    gates,
    rewriteCount,
    failure,
    length: run.length,
    costUsd: sumCosts(costs),
  });
  const stage = async <T>(name: SummaryStage, key: string, work: () => Promise<T>): Promise<T> => {
    const result = await run.step(key, () => {
      run.progress(name);
      return work();
    });
    // What a finished stage cost stands in its result, also where that comes from an earlier attempt.
    meter.take();
    return result;
  };

  try {
    if (run.reuse) {
      ({ evidence, factSheet } = run.reuse);
    } else {
      const read = await stage('retrieve', 'retrieve', () => retrieve(deps, run.url, run.signal, run.evidence));
      evidence = read;
      const found = await stage('facts', 'facts', () =>
        extractFacts(deps, read, { signal: run.signal, label: run.labels?.facts }),
      );
      ({ evidence, factSheet } = found);
      costs.push(factSheet.use.costUsd);
    }
    const page = evidence;
    const sheet = factSheet;
    for (;;) {
      const failures = gates.filter((gate) => !gate.passed).map((gate) => `${gate.id}: ${gate.reason}`);
      const again = rewriteCount > 0;
      const written = await stage(again ? 'rewrite' : 'compose', again ? 'rewrite' : 'compose', () =>
        composeReply(deps, page, sheet, {
          length: run.length,
          failures,
          signal: run.signal,
          label: run.labels?.compose,
        }),
      );
      draft = written;
      costs.push(written.use.costUsd);
      gates = await stage('gates', again ? 'gates-rewrite' : 'gates', () =>
        runGates(
          deps,
          { evidence: page, factSheet: sheet, draft: written, themes: [...deps.themes], length: run.length },
          { rewriteCount, signal: run.signal },
        ),
      );
      if (gates.every((gate) => gate.passed)) return finish(null);
      if (again) return finish(toFailure(gatesFailed(gates)));
      rewriteCount += 1;
    }
  } catch (thrown) {
    run.signal.throwIfAborted();
    const error = toAppError(thrown);
    if (error.retryable && run.mayRetry) throw error;
    costs.push(...meter.take());
    deps.outside.log.warn('a link could not be summarized', { url: run.url, code: error.code, error: thrown });
    return finish(toFailure(error));
  }
}

const gateWords: Readonly<Record<string, string>> = {
  schema_validity: 'its form',
  tldr_sentence_count: 'the length of the TLDR',
  summary_sentence_count: 'the length of the summary',
  complete_sentences: 'whole sentences',
  slack_formatting: 'plain text',
  projects_theme_prefix: 'project themes',
  citations_resolve: 'sources for every sentence',
  grounding: 'sentences that the page carries',
  number_fidelity: 'numbers that the page has',
  name_fidelity: 'names that the page has',
  no_foreign_links: 'no links elsewhere',
  no_commands: 'no commands',
  no_role_markers: 'no machine talk',
};

/** Never holds text of the draft: what failed is said in words of ours. */
function gatesFailed(gates: readonly GateResult[]): AppError {
  const failed = gates.filter((gate) => !gate.passed).map((gate) => gateWords[gate.id] ?? gate.id);
  return new AppError({
    code: 'gates_failed',
    message: `Two drafts did not pass the checks (${failed.join('; ')}), so nothing was posted that may be wrong.`,
    hint: 'Try again, or read the page itself.',
    retryable: true,
  });
}
