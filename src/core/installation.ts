/** The workspaces the app is installed in, one token each. */

export interface Installation {
  teamId: string;
  teamName: string | null;
  /** The organisation the workspace belongs to; null where it belongs to none. */
  enterpriseId: string | null;
  botToken: string;
  botUserId: string;
  botId: string | null;
  /** Address of the workspace, with a slash at its end; null where the server did not say it. */
  teamUrl: string | null;
  scopes: readonly string[];
  /** The person's id; null where Slack did not say it. */
  installedBy: string | null;
  /** Milliseconds since the epoch. */
  installedAt: number;
}

/** A workspace that has the app, or had it and whose data is still kept. */
export interface InstalledTeam {
  teamId: string;
  teamName: string | null;
  enterpriseId: string | null;
  installedBy: string | null;
  installedAt: number;
  /** null while it is installed. */
  uninstalledAt: number | null;
}

/** Tokens lie there sealed, and are gone as soon as the app is removed. */
export interface InstallationStore {
  /** A second installation in a workspace takes the place of the first, also of one that was removed. */
  save(installation: Installation): Promise<void>;
  /** null where the app is not installed, or not any more. @throws AppError `store_key_missing`, `store_text_damaged`. */
  get(teamId: string): Promise<Installation | null>;
  /** The oldest first, without their tokens. */
  list(): Promise<InstalledTeam[]>;
  /**
   * Takes the token away.
   * @param at when it was removed, in milliseconds since the epoch
   * @param newest an installation that is newer stays
   * @returns false where there was none, or only a newer one
   */
  remove(teamId: string, at: number, newest: number): Promise<boolean>;
  /** Seals the tokens that an older key sealed with the newest one. @returns how many. @throws AppError `store_key_missing` after all that can be. */
  reseal(): Promise<number>;
  /** Notes a state of the install flow as used. @returns false where it was used before, by whichever process. */
  takeState(id: string, now: number, expiresAt: number): Promise<boolean>;
}
