/** The daily purge, also of workspaces that removed the app some time ago. */
import type { Outside } from '../core/outside.ts';
import type { DatasetDesk } from '../datasets/desk.ts';
import type { Store } from '../store/open-store.ts';

const dayMs = 86_400_000;

export interface TeamPurgeDeps {
  store: Pick<Store, 'purge' | 'installations' | 'teamData' | 'library' | 'audit'>;
  /** Items go with the summaries they were made of. */
  datasets: Pick<DatasetDesk, 'forget'>;
  outside: Pick<Outside, 'clock' | 'log'>;
}

/** The daily purge: first what is too old everywhere, then the workspaces. */
export function createPurge(days: number, deps: TeamPurgeDeps): () => Promise<void> {
  return async () => {
    await deps.store.purge();
    await purgeTeams(days, deps);
  };
}

/**
 * What belongs to a workspace goes: links, summaries, answers, ideas, votes, settings, scores, traces. What the operators made of their own
 * (evals, baselines, prompts, alerts) stays, and so does the audit log, whose chain would break.
 * @param days after the removal
 */
async function purgeTeams(days: number, deps: TeamPurgeDeps): Promise<void> {
  const { store, outside } = deps;
  const before = outside.clock.now() - days * dayMs;
  for (const { teamId, uninstalledAt } of await store.installations.list()) {
    if (uninstalledAt !== null && uninstalledAt < before) await purgeTeam(teamId, deps);
  }
}

async function purgeTeam(teamId: string, { store, datasets, outside }: TeamPurgeDeps): Promise<void> {
  const { teamData, library } = store;
  const counts = { links: 0, spans: 0, datasetItems: 0, figures: await teamData.removeFigures(teamId) };
  for (;;) {
    const messages = await teamData.messages(teamId);
    if (messages.length === 0) break;
    counts.spans += await teamData.removeTraces(messages.map(({ traceId }) => traceId));
    for (const { channelId, messageTs } of messages) {
      const forgotten = await library.forgetMessage({ teamId, channelId, messageTs });
      if (forgotten.length === 0) continue;
      counts.links += forgotten.length;
      counts.datasetItems += await datasets.forget(forgotten.map(({ id }) => id));
    }
  }
  const all = { ...counts, ...(await teamData.removeRest(teamId)) };
  await store.audit.record({
    teamId,
    actorId: 'gloss',
    action: 'workspace.purge',
    target: teamId,
    before: null,
    after: Object.entries(all)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', '),
    reason: 'the retention after its removal is over',
    outcome: 'done',
  });
  outside.log.info('the data of a workspace that removed the app was deleted', { teamId, ...all });
}
