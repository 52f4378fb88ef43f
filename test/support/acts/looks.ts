/** Buttons and verbs that only show something. */
import type { Permission } from '../../../src/slack/permissions.ts';
import { sampleAlert } from '../sample-alert.ts';
import { sampleDatasetItem } from '../sample-dataset-item.ts';
import { sampleEvalResult, sampleEvalRun } from '../sample-eval-run.ts';
import { samplePageSummary } from '../sample-page-summary.ts';
import { sampleSpans } from '../sample-spans.ts';
import { idOf, type Payload, pressInModal, pressOf, putSummary, type Stage } from './act.ts';

/** A button where there is something to show. @returns what a press of it is */
export type Look = (stage: Stage) => Promise<(user: string) => Payload>;

const ofSummary =
  (actionId: string, word = '', rest = ''): Look =>
  async (stage) => {
    const { id } = await putSummary(stage);
    return pressOf(actionId, `${word}${id}:1${rest}`);
  };

/** By action id, each choice of a menu by itself. */
export const lookButtons: Readonly<Record<string, Look>> = {
  where_from: ofSummary('where_from'),
  evidence_previous: evidencePage('evidence_previous', 0),
  evidence_next: evidencePage('evidence_next', 1),
  async known_changes({ program, mark }) {
    const { summaries } = program.app.store;
    const url = `https://${mark}.example/kelp`;
    const [first, second] = [`sum-${mark}-1`, `sum-${mark}-2`];
    await summaries.save(samplePageSummary({ id: first, url, page: ['Kelp costs 4 euros.'] }, { messageTs: '1.1' }));
    const known = {
      summaryId: first,
      channelId: 'C1',
      address: null,
      posterName: null,
      postedAt: 1,
      title: 'Kelp',
      tldr: [],
      change: { changed: 1, added: 0, removed: 0, unchanged: 0 },
      problem: null,
    };
    const repost = samplePageSummary({ id: second, url, page: ['Kelp costs 5 euros.'] }, { messageTs: '1.2' });
    await summaries.save({ ...repost, outcome: 'known', draft: null, known });
    return pressOf('known_changes', `${second}:1`);
  },
  'summary_menu/ideas': ofSummary('summary_menu', 'ideas/'),
  'summary_menu/related': ofSummary('summary_menu', 'related/'),
  'summary_menu/dataset': ofSummary('summary_menu', 'dataset/'),
  async 'summary_menu/trace'(stage) {
    const { id } = await putSummary(stage, { traceId: await putTrace(stage) });
    return pressOf('summary_menu', `trace/${id}:1`);
  },
  async idea_open(stage) {
    const { id } = await putSummary(stage);
    const [idea] = await stage.program.app.store.ideas.ofSummary(id);
    return pressOf('idea_open', idea?.id ?? '');
  },
  dataset_next: ofDataset('dataset_next', ''),
  dataset_more: ofDataset('dataset_more', ''),
  trace_show: async (stage) => pressOf('trace_show', await putTrace(stage)),
  async trace_older(stage) {
    await putTrace(stage, '1');
    await putTrace(stage, '2');
    const { nextCursor } = await stage.program.app.store.analytics.searchTraces({ limit: 1 });
    return pressOf('trace_older', JSON.stringify({ limit: 1, cursor: nextCursor }));
  },
  ...Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`trace_file_${index + 1}`, traceFile(`trace_file_${index + 1}`)]),
  ),
  async prompt_compare({ program }) {
    const { prompts } = program.app.store;
    const name = 'stage-b-compose-reply';
    const prod = await prompts.getByLabel(name, 'prod');
    const version = '333333333333';
    await prompts.addVersion({ name, version, content: prod?.version.content ?? '', createdAt: 1 });
    const move = { name, label: 'candidate', version, kind: 'sync', changedBy: 'sync', changedAt: 1 } as const;
    await prompts.moveLabel({ ...move, reason: null });
    return pressOf('prompt_compare', name);
  },
  eval_promote: ofRun('eval_promote', '/0'),
  eval_items: ofRun('eval_items', '/0'),
  eval_item: ofRun('eval_item', '/0/one'),
  eval_export: ofRun('eval_export', ''),
  async audit_older({ program }) {
    const row = { actorId: 'UOTHER', target: 'x', before: null, after: null, reason: null } as const;
    for (const action of ['a', 'b'])
      await program.app.store.audit.record({ ...row, teamId: 'T1', action, outcome: 'done' });
    const [newest] = await program.audit();
    return pressOf('audit_older', JSON.stringify({ limit: 1, beforeId: String(newest?.id) }));
  },
  async alert_check({ program, mark }) {
    // One that is over: what a check does to others is decided by the rules, not by who presses.
    const alert = sampleAlert({ id: idOf(`alert ${mark}`), status: 'resolved', resolution: 'recovered' });
    const opened = { kind: 'opened', actorId: null, value: 1, n: 1 } as const;
    await program.app.store.alerts.apply({ memory: null, alert, events: [opened], deliveries: [], at: alert.openedAt });
    return pressOf('alert_check', alert.id);
  },
  alert_rule_edit: async () => pressOf('alert_rule_edit', 'error-rate 0'),
  alert_rule_type: async () => pressInModal('alert_rule_type', 'latency_spike'),
};

/** Verbs that only show, or open a form whose submission is an act of its own. */
export const lookVerbs: readonly string[] = [
  '/links search',
  '/links recent',
  '/links related',
  '/links ideas',
  '/links examples',
  '/metrics dashboard',
  '/metrics quality',
  '/metrics latency',
  '/metrics errors',
  '/metrics compliance',
  '/metrics datasets',
  '/metrics throughput',
  '/cost today',
  '/cost by',
  '/cost budget',
  '/trace search',
  '/trace show',
  '/trace compare',
  '/prompt list',
  '/prompt show',
  '/prompt diff',
  '/eval list',
  '/eval show',
  '/eval compare',
  '/monitor list',
  '/monitor status',
  '/dataset list',
  '/dataset show',
  '/dataset review',
  '/dataset stats',
  '/baseline list',
  '/baseline compare',
  '/baseline history',
  '/alert rules',
  '/alert history',
  '/alert types',
  '/alert severities',
  '/alert check',
  '/alert create',
  '/alert edit',
  '/export formats',
  '/export list',
  '/audit list',
  '/audit verify',
];

/** Asked for before something is shown, or for what stands in a table of its own, as votes do: of these the audit log has refusals alone. */
export const unrecorded: readonly Permission[] = [
  'figures.read',
  'trace.read',
  'trace.read_content',
  'channel.read_any',
  'audit.read',
  'prompt.read',
  'eval.read',
  'eval.read_answers',
  'dataset.read',
  'export.list',
  'alert.check',
  'idea.vote',
  'answer.vote',
  'summary.vote',
];

function evidencePage(actionId: string, page: number): Look {
  return async (stage) => {
    const { id } = await putSummary(stage);
    return pressInModal(actionId, `${id}:1/${page}`);
  };
}

function ofDataset(actionId: string, after: string): Look {
  return async ({ program, mark }) => {
    const { datasets } = program.app.store;
    const name = `acts-${mark}`;
    await datasets.ensure({ name, description: 'Of one test.', origin: 'store' });
    const status = actionId === 'dataset_next' ? 'candidate' : 'active';
    await datasets.put(name, [sampleDatasetItem({ id: 'one', status }), sampleDatasetItem({ id: 'two', status })]);
    // The version of a dataset is worked out when it is first asked for.
    await datasets.list();
    return pressOf(actionId, `${name}/${after}`);
  };
}

function ofRun(actionId: string, rest: string): Look {
  return async ({ program, mark }) => {
    const { evalRuns } = program.app.store;
    const id = idOf(`run of ${mark}`);
    await evalRuns.create(sampleEvalRun({ id, itemCount: 1, doneCount: 1 }));
    await evalRuns.putResult(id, sampleEvalResult('one'));
    return pressOf(actionId, `${id}${rest}`);
  };
}

async function putTrace({ program, mark }: Stage, more = ''): Promise<string> {
  const traceId = idOf(`trace of ${mark} ${more}`).replaceAll('-', '');
  const startMs = Date.UTC(2026, 2, 2, 9, 5);
  await program.app.store.spans.insertSpans(sampleSpans({ traceId, startMs, url: `https://${mark}.example/log` }));
  return traceId;
}

function traceFile(actionId: string): Look {
  return async (stage) => {
    const { app } = stage.program;
    const traceId = await putTrace(stage);
    await app.store.artifacts.put(traceId, 'sources.txt', 'https://heron.example/notes', 1);
    return pressOf(actionId, `${traceId}/sources.txt`);
  };
}
