import type { App, Context } from '@slack/bolt';
import type { Outside } from '../../core/outside.ts';
import type { Installing } from '../install/installing.ts';

export interface RemovalDeps {
  /** null with a token of the settings. */
  installing: Pick<Installing, 'removed'> | null;
  /** Whatever is kept for the workspace. */
  forget: (teamId: string) => Promise<void>;
  outside: Pick<Outside, 'log'>;
}

/** The app was removed from a workspace, or its token revoked there. Done before it is acknowledged, so that Slack sends it again where it failed. */
export function registerRemoval(app: App, { installing, forget, outside }: RemovalDeps): void {
  const remove = async (
    why: Parameters<Installing['removed']>[1],
    { teamId }: Context,
    eventTime: number,
  ): Promise<void> => {
    if (teamId === undefined) return;
    if (installing === null) {
      outside.log.warn('the app was removed from its workspace: its token is of no more use', { teamId, why });
      return;
    }
    if (await installing.removed(teamId, why, eventTime * 1000)) await forget(teamId);
  };
  app.event('app_uninstalled', ({ context, body }) => remove('app_uninstalled', context, body.event_time));
  app.event('tokens_revoked', async ({ context, body, event }) => {
    // Those of people are none of ours.
    if ((event.tokens.bot ?? []).length > 0) await remove('tokens_revoked', context, body.event_time);
  });
}
