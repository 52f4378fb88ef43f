import type { MonitorResult, MonitorRun } from '../../src/core/monitor.ts';
import type { Store } from '../../src/store/open-store.ts';
import { sampleAlert, sampleAlertRule } from './sample-alert.ts';
import { sampleBaseline, samplePromotion, sampleVerdict } from './sample-baseline.ts';
import { sampleDatasetItem } from './sample-dataset-item.ts';
import { sampleEvalResult, sampleEvalRun } from './sample-eval-run.ts';
import { sampleExport } from './sample-export.ts';
import { sampleFollowUp } from './sample-follow-up.ts';
import { sampleModelCall } from './sample-model-call.ts';
import { samplePageSummary } from './sample-page-summary.ts';
import { sampleSpans } from './sample-spans.ts';
import { sampleSummary } from './sample-summary.ts';

const at = Date.UTC(2026, 2, 2, 9);
const nobody = { teamId: 'T1', traceId: null, summaryId: null, channelId: null };

/** Uses every part of a store, so that each of its tables has rows. A new table is filled here. */
export async function fillStore(store: Store): Promise<void> {
  await fillSummaries(store);
  await fillJobs(store);
  await fillPrompts(store);
  await fillEvals(store);
  await fillMonitors(store);
  await fillAlerts(store);
  await fillOthers(store);
}

async function fillSummaries({ summaries, feedback, followUps, ideas, library }: Store): Promise<void> {
  for (let index = 0; index < 30; index += 1) {
    const page = { id: `page-${index}`, url: `https://a.example/${index}`, title: `Kelp ${index} – 東京 😀` };
    await summaries.save(samplePageSummary(page, { messageTs: `${index}.1`, costUsd: 0.1 + index * 0.2 }));
  }
  await summaries.save(sampleSummary({ id: 'sum-1' }));
  await feedback.vote('sum-1', 'U1', 'up', at);
  await feedback.vote('sum-1', 'U2', 'down', at);
  await feedback.explain({ summaryId: 'sum-1', userId: 'U2', reasons: ['wrong_facts'], comment: 'No.', at });
  await library.react({ teamId: 'T1', channelId: 'C1', ts: sampleSummary().messageTs }, 'U1', 'eyes', true);
  const [idea] = await ideas.ofSummary('sum-1');
  if (idea) await ideas.vote(idea.id, 'U1');
  await followUps.save(sampleFollowUp({ id: 'fu-1', examples: [{ dataset: 'smoke', itemId: 'heron-notes' }] }));
  await followUps.vote('fu-1', 'U1', 'up', at);
}

/** One that is done, one that was running when its process died, and some that wait. */
async function fillJobs({ jobs }: Store): Promise<void> {
  const newJob = (key: string) => ({ key, kind: 'link', payload: { text: `${key} – ü` } });
  await jobs.enqueue([newJob('first'), newJob('second'), newJob('third')], 'event-1');
  for (const isDone of [true, false]) {
    const claim = await jobs.claim('link');
    if (!claim) throw new Error('there are jobs');
    await jobs.saveStep(claim, { name: 'read', output: '{"words":3}', startedAt: at });
    if (isDone) await jobs.complete(claim);
  }
}

async function fillPrompts({ prompts, promptRemotes, promptSplits }: Store): Promise<void> {
  const name = 'stage-b-compose-reply';
  for (const version of ['111111111111', '222222222222']) {
    await prompts.addVersion({ name, version, content: '{}', createdAt: at });
    await prompts.moveLabel({
      name,
      label: 'prod',
      version,
      kind: 'promote',
      changedBy: 'U1',
      changedAt: at,
      reason: null,
    });
  }
  await promptRemotes.put({ name, label: 'prod', version: '222222222222', remoteVersion: 7, fetchedAt: at });
  const split = { id: 'split-1', name, a: 'prod', b: '111111111111', sharePercent: 50 };
  await promptSplits.start({ ...split, startedBy: 'U1', startedAt: at, endedBy: null, endedAt: null });
  await promptSplits.putRun({
    splitId: 'split-1',
    jobId: 'job-1',
    arm: 'a',
    version: '222222222222',
    isFallback: false,
    outcome: 'summarized',
    gateShare: 2 / 3,
    rewriteCount: 1,
    costUsd: null,
    durationMs: 812.5,
    at,
  });
}

async function fillEvals({ datasets, exports, evalRuns, evalAnswers, baselines }: Store): Promise<void> {
  await datasets.ensure({ name: 'smoke', description: 'A few.', origin: 'store' });
  await datasets.put('smoke', [sampleDatasetItem()]);
  await exports.create(sampleExport());
  await evalRuns.create(sampleEvalRun());
  await evalRuns.putResult('run-1', sampleEvalResult('heron-notes'));
  await evalAnswers.put('answer-1', sampleSummary());
  await baselines.save(sampleBaseline());
  await baselines.promote(samplePromotion());
  await baselines.putVerdict(sampleVerdict(18));
}

async function fillMonitors({ monitors, scores }: Store): Promise<void> {
  const result = (itemId: string): MonitorResult => ({
    ...nobody,
    source: 'traces',
    monitor: 'own',
    itemId,
    runId: 'run-1',
    url: null,
    happenedAt: at,
    evaluatedAt: at,
    scores: [{ scorer: 'grounding', value: 0.5, passed: true, reason: 'Half.' }],
    errors: [],
    costUsd: 0.001,
  });
  await monitors.outbox.keep(result('waits'), ['store', 'langfuse']);
  await monitors.outbox.keep(result('done'), ['store']);
  await monitors.outbox.delivered('store', [result('done')], at);
  await monitors.outbox.countFailure({ source: 'traces', monitor: 'own', itemId: 'fails' }, 'away', at);
  const run: MonitorRun = {
    id: 'run-1',
    monitor: 'own',
    source: 'traces',
    startedBy: 'clock',
    startedAt: at,
    finishedAt: null,
    outcome: 'running',
    window: { fromMs: at - 60_000, toMs: at },
    counts: { fetched: 0, matched: 0, unseen: 0, sampled: 0, scored: 0, failed: 0, postponed: 0 },
    targets: [],
    scores: [],
    failure: null,
    costUsd: null,
  };
  await monitors.runs.put(run);
  const score = { id: 'score-1', name: 'voice', value: 0.9, passed: true, reason: null, origin: 'monitor:own' };
  await scores.put([{ ...nobody, ...score, happenedAt: at, scoredAt: at }]);
}

async function fillAlerts({ alerts, canaryRuns }: Store): Promise<void> {
  await alerts.putRule(sampleAlertRule(), 0, 'U1', at);
  await alerts.apply({
    memory: {
      ruleId: 'error-rate',
      scope: '',
      state: 'firing',
      since: at,
      value: 0.182,
      n: 22,
      checkedAt: at,
      cooldownUntil: null,
      mutedUntil: null,
    },
    alert: sampleAlert(),
    events: [{ kind: 'opened', actorId: null, value: 0.182, n: 22 }],
    deliveries: [{ channel: 'slack', dueAt: at }],
    at,
  });
  const canary = {
    id: 'canary-1',
    at,
    url: 'https://a.example/',
    outcome: 'ok',
    failure: null,
    durationMs: 12.5,
  } as const;
  await canaryRuns.put(canary);
}

async function fillOthers(store: Store): Promise<void> {
  const channel = { teamId: 'T1', channelId: 'C1' };
  await store.channelSettings.change(channel, (before) => ({ ...before, digest: 'daily' }), 'U1', at);
  await store.channelSettings.muteSite(channel, 'b.example', 'U1', at);
  await store.channelSettings.optOut({ teamId: 'T1', userId: 'U9' }, at);
  await store.schedules.know(['digest'], at);
  await store.schedules.takeSlot({ scheduleId: 'digest', slotMs: at + 1, cause: 'clock', missedCount: 0, takenAt: at });
  await store.rateLimits.take('U1', { burst: 5, intervalMs: 60_000 }, 1, at);
  await store.scoreOutbox.put([{ id: 'trace-vote', token: 'form-1', body: '{}', at }]);
  await store.modelCalls.add(sampleModelCall('call-1', at));
  await store.marks.set('heard', at);
  await store.installations.save({
    teamId: 'T1',
    teamName: 'Harbour',
    enterpriseId: null,
    botToken: 'xoxb-1',
    botUserId: 'UB',
    botId: 'B1',
    teamUrl: null,
    scopes: ['chat:write'],
    installedBy: 'U1',
    installedAt: at,
  });
  await store.installations.takeState('state-1', at, at + 60_000);
  for (let index = 0; index < 3; index += 1) {
    await store.audit.record({
      teamId: 'T1',
      actorId: 'U1',
      action: 'prompt.promote',
      target: `stage-b@prod ${index}`,
      before: null,
      after: 'ü',
      reason: null,
      outcome: 'done',
    });
  }
  await store.spans.insertSpans(sampleSpans({ traceId: 'a'.repeat(32), startMs: at + 0.25 }));
  await store.artifacts.put('a'.repeat(32), 'evidence.json', '{"text":"ü"}', at);
}
