/** `npm run -s eval -- DATASET …`: an eval run for build servers and terminals, by the same runner as in Slack; what it can do says `--help`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../src/config.ts';
import { AppError } from '../src/core/errors.ts';
import { writeEvalResults } from '../src/core/eval-results-file.ts';
import { createDatasetRoom } from '../src/wiring/dataset-room.ts';
import { createEvalRoom } from '../src/wiring/eval-room.ts';
import { ciVerdict } from '../src/evals/ci/ci-verdict.ts';
import type { CiVerdict } from '../src/evals/ci/ci-verdict.ts';
import { renderJunit } from '../src/evals/ci/junit.ts';
import { endRun, performRun } from '../src/evals/perform-run.ts';
import { drawnAgain } from '../src/evals/plan-run.ts';
import type { EvalItemResult, EvalRun } from '../src/core/evaluation.ts';
import { createOutside, explain } from '../src/main.ts';
import { createReadingRoom } from '../src/wiring/reading-room.ts';
import { storeSettings } from '../src/wiring/store-settings.ts';
import { openStore } from '../src/store/open-store.ts';
import { findBaseline, measureRun } from './eval/measure.ts';
import { readWanted, usage } from './eval/read-wanted.ts';
import type { WantedEval } from './eval/read-wanted.ts';

/** Whose run it is in the store, where Slack's runs carry a team and a person. */
const by = { teamId: 'cli', userId: 'cli' };

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const wanted = readWanted(args);
  const root = join(import.meta.dirname, '..');
  const config = loadConfig(root, process.env);
  const outside = createOutside(config.settings.logLevel ?? 'error');
  const store = await openStore(storeSettings(config), outside);
  const closers: (() => Promise<unknown> | void)[] = [() => store.close()];
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(new AppError({ code: 'interrupted', message: 'Interrupted.' }));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await createDatasetRoom(config, outside, store);
    const { desk, deps } = createEvalRoom(
      config,
      outside,
      store,
      await createReadingRoom(config, outside, store, closers),
    );
    const baseline = await findBaseline(wanted, store);
    const { run, estimate, needsConsent, notes } = await desk.plan(wanted.request, by);
    if (needsConsent && !wanted.isPaid) throw needsYes(run, estimate.costUsd);
    for (const note of notes) say(note);
    const itemIds = (await drawnAgain(run, store.datasets)).map(({ id }) => id);
    const ended = await performRun(run, itemIds, deps, {
      signal: stop.signal,
      progress: (_run, { done, total, failedCount }) =>
        say(`${done}/${total}${failedCount === 0 ? '' : `, ${failedCount} without an answer`}`, done < total),
    }).catch(async (thrown: unknown) => {
      await endRun(run, { status: 'cancelled', failure: null }, deps);
      throw thrown;
    });
    if (ended.failure !== null)
      throw new AppError(
        ended.failure.hint === null
          ? { code: ended.failure.code, message: ended.failure.message }
          : { ...ended.failure, hint: ended.failure.hint },
      );
    const results = await store.evalRuns.results(run.id);
    const rules = { isStrict: wanted.isStrict, alpha: config.settings.baselines.alpha, seed: wanted.request.seed };
    const report = baseline && measureRun({ run: ended, results }, baseline, rules);
    const verdict = ciVerdict(results, report, wanted.minPassRate);
    await writeFiles(ended, results, verdict, wanted);
    process.stdout.write(summary(ended, verdict));
    return verdict.verdict === 'FAIL' ? 1 : 0;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    for (const close of closers.toReversed()) await close();
  }
}

function needsYes({ model, itemCount }: EvalRun, costUsd: number | null): AppError {
  const cost = costUsd === null ? 'an amount that is not known' : `about ${costUsd.toFixed(2)} USD`;
  return new AppError({
    code: 'cost_not_agreed',
    message: `${itemCount} answers of ${model} will cost ${cost}.`,
    hint: 'Say --yes to agree, or draw fewer items with --sample.',
  });
}

/** To stderr; `isPassing` lines are written over each other in a terminal and left out elsewhere. */
function say(line: string, isPassing = false): void {
  if (process.stderr.isTTY) process.stderr.write(isPassing ? `\r\u001b[K${line}` : `\r\u001b[K${line}\n`);
  else if (!isPassing) process.stderr.write(`${line}\n`);
}

async function writeFiles(
  run: EvalRun,
  results: readonly EvalItemResult[],
  verdict: CiVerdict,
  { jsonFile, junitFile }: WantedEval,
): Promise<void> {
  if (jsonFile !== null) await writeFile(jsonFile, writeEvalResults(run, results, verdict));
  if (junitFile !== null) await writeFile(junitFile, renderJunit(run, results, verdict));
}

function summary(run: EvalRun, { verdict, reasons }: CiVerdict): string {
  const width = Math.max(...run.figures.map(({ scorer }) => scorer.length));
  const rows = run.figures.map(
    ({ scorer, mean, passRate, n, errorCount }) =>
      `  ${scorer.padEnd(width)}  ${mean.toFixed(2)}  ${(passRate * 100).toFixed(0).padStart(3)} %  n = ${n}${errorCount === 0 ? '' : `, ${errorCount} errors`}`,
  );
  const cost = run.costUsd === null ? 'cost unknown' : `${run.costUsd.toFixed(4)} USD`;
  const seconds = ((run.finishedAt ?? 0) - (run.startedAt ?? 0)) / 1000;
  const about = `${run.params.dataset}@${run.params.datasetVersion} · ${run.model} · ${cost} · ${seconds.toFixed(1)} s · run ${run.id}`;
  return `${[about, ...rows, verdict, ...reasons.map((reason) => `  ${reason}`)].join('\n')}\n`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 2;
}
