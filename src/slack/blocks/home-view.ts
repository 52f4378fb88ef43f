import type { HomeView, KnownBlock, RichTextSection } from '@slack/types';
import type { DescribedAlert } from '../../alerts/alert-service.ts';
import type { AnalyticsWindow, BudgetState, DashboardReport } from '../../core/analytics.ts';
import type { RunVerdict } from '../../core/baseline.ts';
import type { EvalRun } from '../../core/evaluation.ts';
import type { StoredSummary } from '../../core/ports.ts';
import type { HealthReport } from '../slack-dependencies.ts';
import { openAlertBlocks } from './alerts/open-alerts.ts';
import { dateOf, formatMetric, timeOf } from './format-metrics.ts';
import { shortRunId } from './evals/eval-reference.ts';
import { promptsText, statusText } from './evals/eval-words.ts';
import { verdictMarks } from './evals/regression-parts.ts';
import { literal } from './literal.ts';
import { pageAddress } from './page-address.ts';
import { renderParts, type ReportForm, type ReportPart } from './report.ts';
import { budgetLine } from './reports/budget-figures.ts';
import { errorLine, runFigures } from './reports/dashboard-report.ts';
import { approximationNote } from './reports/report-frame.ts';
import { runsChart } from './reports/runs-chart.ts';
import { unknownCostNote } from './reports/unknown-cost-note.ts';
import { rich } from './rich-text.ts';

export interface HomeFacts {
  /** Newest first; only summaries this person may see. */
  recent: readonly Pick<StoredSummary, 'url' | 'evidence' | 'outcome'>[];
  /** Which settings matter to people, e.g. `{ label: 'Writer', value: 'extractive, no model' }`. */
  settings: readonly { label: string; value: string }[];
  /** What the clock does next, the soonest first; `nextMs` is null for what is paused. */
  schedules?: readonly { title: string; nextMs: number | null }[];
  /** Which version of each prompt runs. */
  prompts?: readonly { name: string; label: string; version: string }[];
}

/** The newest eval run and what it was found to be; the verdict is null where there was nothing to measure against. */
export interface LastEval {
  run: EvalRun;
  verdict: RunVerdict | null;
}

export interface HomeContent {
  facts: HomeFacts;
  /** The UTC day so far. */
  window: AnalyticsWindow;
  /** What Slack does not say counts as no. */
  mayReadFigures: boolean;
  /** null where the figures cannot be had now. */
  dashboard: DashboardReport | null;
  budget: BudgetState | null;
  health: HealthReport | null;
  /** null where they cannot be had, or are not for this person. */
  openAlerts: readonly DescribedAlert[] | null;
  /** null where there is none, or none for this person. */
  lastEval: LastEval | null;
  isAdmin: boolean;
  commandLines: readonly string[];
}

const maxRecent = 10;
const maxPrompts = 12;
const healthMarks = { ok: '✓', degraded: '!', down: '✗' } as const;

/** App Home: today's figures, health, the person's recent links, how Gloss is set up and what it understands. */
export function renderHome(content: HomeContent, form: ReportForm): HomeView {
  const { facts, health, lastEval, isAdmin, commandLines } = content;
  const recent = facts.recent.slice(0, maxRecent).map(recentLine);
  const who = isAdmin ? 'You are an admin of this app.' : 'Changes for everybody are up to the admins of this app.';
  const prompts = (facts.prompts ?? []).slice(0, maxPrompts);
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'Gloss reads the links you post', emoji: false } },
      rich.block(
        rich.section(
          rich.text(
            'Post a link in a channel where I am a member, or send it to me here. I answer in the thread with a summary in which every sentence can be traced to the page: press Where from? to see the quotes.',
          ),
        ),
      ),
      { type: 'divider' },
      ...renderParts(todayParts(content), form, 'view'),
      ...(content.openAlerts === null ? [] : openAlertBlocks(content.openAlerts)),
      ...(health === null ? [] : listOf('Health', healthLines(health))),
      ...(lastEval === null ? [] : listOf('Last eval', [lastEvalLine(lastEval)])),
      { type: 'divider' },
      rich.block(
        rich.section(rich.bold('Your recent links')),
        recent.length === 0 ? rich.section(rich.text('None yet.')) : rich.bullets(recent),
      ),
      ...(prompts.length === 0
        ? []
        : listOf(
            'Prompts',
            prompts.map(({ name, label, version }) => `${name}: ${label} is ${version}`),
          )),
      ...(facts.schedules === undefined || facts.schedules.length === 0
        ? []
        : listOf('Next by schedule', facts.schedules.map(scheduleLine))),
      { type: 'divider' },
      ...listOf('Set up', [
        ...facts.settings.slice(0, 20).map(({ label, value }) => `${literal(label, 80)}: ${literal(value, 200)}`),
        who,
      ]),
      { type: 'divider' },
      ...listOf('Commands', commandLines),
    ],
  };
}

function todayParts({ mayReadFigures, dashboard, budget, window }: HomeContent): ReportPart[] {
  if (!mayReadFigures) return [{ kind: 'note', text: 'Figures are shown to the readers of this app.' }];
  const heading: ReportPart = { kind: 'heading', text: `Today, ${dateOf(window.toMs)} (UTC)` };
  const budgetText: ReportPart[] =
    budget === null ? [] : [{ kind: 'text', text: `Cost against the daily budget: ${budgetLine(budget)}` }];
  if (dashboard === null) {
    const text = 'The figures cannot be read right now; they come back by themselves.';
    return [heading, { kind: 'text', text }, ...budgetText];
  }
  const { runs, latency, cost, errorTypes, throughput } = dashboard;
  const errors = errorLine(errorTypes);
  const notes = [approximationNote(latency.isExact), unknownCostNote(cost)].filter((text) => text !== null);
  const since = `n = ${formatMetric.count(runs.n)} runs since 00:00, as of ${timeOf(window.toMs)} UTC`;
  const runParts: ReportPart[] =
    runs.n === 0
      ? [{ kind: 'text', text: 'No summaries yet today.' }]
      : [
          { kind: 'figures', figures: runFigures(dashboard) },
          { kind: 'chart', chart: runsChart(throughput, window) },
          ...(errors === null ? [] : [errors]),
        ];
  return [heading, ...runParts, ...budgetText, { kind: 'note', text: [since, ...notes].join(' · ') }];
}

function lastEvalLine({ run, verdict }: LastEval): string {
  const what =
    verdict === null
      ? statusText(run)
      : `${verdictMarks[verdict.report.verdict]} ${verdict.report.verdict} against ${verdict.baselineTag}, n = ${verdict.report.n}`;
  return `${run.params.dataset}: ${what} · ${promptsText(run)} · ${formatMetric.moment(run.createdAt)} · run ${shortRunId(run.id)}`;
}

function healthLines({ components }: HealthReport): string[] {
  return components.map(({ name, status, detail }) => `${healthMarks[status]} ${name}: ${detail}`);
}

function scheduleLine({ title, nextMs }: { title: string; nextMs: number | null }): string {
  return `${title}: ${nextMs === null ? 'paused' : formatMetric.moment(nextMs)}`;
}

function listOf(title: string, lines: readonly string[]): KnownBlock[] {
  const items = lines.map((line) => rich.section(rich.text(literal(line, 300))));
  return rich.blocks([rich.section(rich.bold(title)), ...(items.length === 0 ? [] : [rich.bullets(items)])]);
}

function recentLine(summary: HomeFacts['recent'][number]): RichTextSection {
  const title = literal(summary.evidence?.sources[0]?.title ?? '', 120);
  const address = pageAddress(summary);
  const ending = summary.outcome === 'failed' ? ' (no summary)' : '';
  if (address === null) return rich.section(rich.text(`${title || 'a link'}${ending}`));
  return rich.section(
    rich.link(address.url, address.host),
    rich.text(` ${summary.outcome === 'failed' ? '' : title}${ending}`),
  );
}
