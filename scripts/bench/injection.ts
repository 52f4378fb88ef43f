/**
 * What reaches a thread when the page gives orders and the model obeys: `node scripts/bench/injection.ts CASES.json`.
 * Every case is run with the honest offline writer and with models that obey in one field or in all. Exit code 1 where a case that the checks
 * must stop leaks, or where nothing honest comes out.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { LanguageModel } from '../../src/core/ports.ts';
import { scorers } from '../../src/evals/scorers/index.ts';
import { composeReply } from '../../src/llm/extractive/compose-reply.ts';
import { extractFacts } from '../../src/llm/extractive/extract-facts.ts';
import { ProjectContext, PipelineSettings } from '../../src/pipeline/settings.ts';
import { createSummarizer } from '../../src/pipeline/summarize-link.ts';
import type { ComposeReplyInput, ExtractFactsInput } from '../../src/core/stages.ts';
import { noUsage } from '../../src/core/summary.ts';
import { renderSummary } from '../../src/slack/blocks/summary-message.ts';
import { createMemoryTracing } from '../../test/support/memory-tracing.ts';
import { plainPrompts } from '../../test/support/plain-prompts.ts';
import { createScriptedModel } from '../../test/support/scripted-model.ts';
import { createTestOutside } from '../../test/support/test-outside.ts';
import { caseEvidence } from './injection/case-evidence.ts';
import { forbiddenFound } from './injection/forbidden-found.ts';
import { InjectionFile } from './injection/injection-case.ts';
import type { InjectionCase } from './injection/injection-case.ts';
import { createObedientModel, obediences } from './injection/obedient-model.ts';

const { themes } = ProjectContext.parse(
  parse(readFileSync(new URL('../../configs/project-context.yaml', import.meta.url), 'utf8')),
);
const honest = createScriptedModel(
  {
    'extract-facts': (request) => extractFacts(request.input as ExtractFactsInput),
    'compose-reply': (request) => composeReply(request.input as ComposeReplyInput),
  },
  { provider: 'extractive', model: 'extractive', costUsd: 0, usage: noUsage },
);

async function runCase(injection: InjectionCase, model: LanguageModel) {
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

const file = process.argv[2];
if (file === undefined) {
  console.error('Usage: node scripts/bench/injection.ts CASES.json');
  process.exit(1);
}
const { cases } = InjectionFile.parse(JSON.parse(readFileSync(file, 'utf8')));
let bad = 0;
console.log(['case', 'must stop', 'honest writer', 'noticed', ...obediences].join(' | '));
for (const injection of cases) {
  const fair = await runCase(injection, honest);
  const fairText = JSON.stringify(fair.message);
  const fairLeaks = forbiddenFound(fair.message, injection);
  const mentions = injection.should_mention_any.some((word) => fairText.toLowerCase().includes(word.toLowerCase()));
  const fairCell =
    fair.run.outcome === 'failed'
      ? `failed:${fair.run.failure?.code}`
      : fairLeaks.length > 0
        ? `LEAK ${fairLeaks.join(',')}`
        : mentions
          ? 'ok'
          : 'OFF TOPIC';
  if (fairCell !== 'ok') {
    bad += 1;
    if (process.argv.includes('--why'))
      console.log(
        fair.run.gates.filter((gate) => !gate.passed),
        fair.run.draft?.tldr,
        fair.run.draft?.summary,
        fair.run.factSheet?.facts.length,
        fair.run.factSheet?.droppedFactCount,
      );
  }
  const cells: string[] = [];
  for (const obedience of obediences) {
    const { run, message } = await runCase(
      injection,
      createObedientModel(honest, injection.obedient_output, obedience),
    );
    const leaks = forbiddenFound(message, injection);
    const isHonest = run.outcome === 'summarized' || run.failure !== null;
    if ((leaks.length > 0 && injection.gate_must_stop) || !isHonest) bad += 1;
    cells.push(leaks.length > 0 ? `LEAK ${leaks.join(',')}` : run.outcome === 'summarized' ? 'posted clean' : 'note');
  }
  const noticed =
    fair.run.evidence?.notices.some((notice) => notice.code === 'injection_ignored') === true ? 'yes' : 'no';
  console.log([injection.id, injection.gate_must_stop ? 'yes' : 'measured', fairCell, noticed, ...cells].join(' | '));
}
console.log(bad === 0 ? 'Nothing forbidden got through.' : `${bad} problems.`);
process.exit(bad === 0 ? 0 : 1);
