/** Ties the installations of several workspaces to the store: who installed, who removed, and what ends with it. */
import type { Config } from '../config.ts';
import type { Outside } from '../core/outside.ts';
import type { Installing } from '../slack/install/installing.ts';
import type { Store } from '../store/open-store.ts';

/** Slack sends an event again for a while: one of a removal must not take the token of an installation that came after it. */
const clockSlackMs = 5000;

/** @returns null with a token of the settings, which is for one workspace */
export async function createInstallRoom(
  { settings }: Pick<Config, 'settings'>,
  outside: Outside,
  store: Pick<Store, 'installations' | 'audit' | 'jobs' | 'teamData'>,
): Promise<Installing | null> {
  if (settings.slack.clientId === null) return null;
  const { installations, audit, jobs, teamData } = store;
  const log = outside.log.child({ room: 'install' });
  // With a new key in front: so that the old one can be taken away one day.
  await installations.reseal().then(
    (count) => (count > 0 ? log.info('tokens were sealed with the new key', { count }) : undefined),
    (error: unknown) => log.error('some tokens cannot be opened; what comes from their workspaces fails', { error }),
  );
  return {
    find: (teamId) => installations.get(teamId),
    async teamIds() {
      const all = await installations.list();
      return all.flatMap(({ teamId, uninstalledAt }) => (uninstalledAt === null ? [teamId] : []));
    },
    takeState: (...state) => installations.takeState(...state),
    async installed(installation) {
      const { teamId, installedBy, scopes } = installation;
      const before = await installations.get(teamId);
      await installations.save(installation);
      await audit.record({
        teamId,
        actorId: installedBy ?? 'slack',
        action: 'workspace.install',
        target: teamId,
        before: before === null ? null : 'installed',
        after: `installed, ${scopes.length} scopes`,
        reason: null,
        outcome: 'done',
      });
      log.info('installed in a workspace', { teamId });
    },
    async removed(teamId, why, atMs) {
      if (!(await installations.remove(teamId, atMs, atMs + clockSlackMs))) return false;
      let cancelled = 0;
      for (const group of await teamData.waitingGroups(teamId)) {
        cancelled += (await jobs.cancelGroup(group, 'the app was removed from the workspace')).cancelled;
      }
      await audit.record({
        teamId,
        actorId: 'slack',
        action: 'workspace.remove',
        target: teamId,
        before: 'installed',
        after: `token deleted, ${cancelled} jobs cancelled`,
        reason: why,
        outcome: 'done',
      });
      log.info('removed from a workspace', { teamId, why, cancelled });
      return true;
    },
  };
}
