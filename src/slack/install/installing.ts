import type { Installation } from '../../core/installation.ts';

/** What the Slack room needs of the rest of the house where Gloss may be installed in several workspaces. */
export interface Installing {
  /** null where the app is not installed, or not any more. */
  find(teamId: string): Promise<Installation | null>;
  /** Of the workspaces in which it is installed. */
  teamIds(): Promise<string[]>;
  /** Keeps the token. */
  installed(installation: Installation): Promise<void>;
  /**
   * Deletes the token and ends what waits.
   * @param atMs when Slack says it happened: a newer installation stays
   * @returns false where nothing was deleted
   */
  removed(teamId: string, why: 'app_uninstalled' | 'tokens_revoked', atMs: number): Promise<boolean>;
  /** Notes a state of the install flow as used. @returns false where it was used before, by whichever process. */
  takeState(id: string, now: number, expiresAt: number): Promise<boolean>;
}
