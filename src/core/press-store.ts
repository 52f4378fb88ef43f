/**
 * What people pressed, typed and submitted in the last minutes, by all processes on one database: so that a payload that comes again does
 * nothing, and a double click is one press.
 */
export interface PressStore {
  /**
   * Takes the work of this payload on, at a moment in milliseconds since the epoch.
   * @returns `begun`: it is the caller's; `underway`: somebody began it less than `forMs` ago and has not said that it is done; `done`
   */
  begin(payload: string, at: number, forMs: number): Promise<'begun' | 'underway' | 'done'>;
  /** Notes it as done, at a moment in milliseconds since the epoch. */
  note(payload: string, at: number): Promise<void>;
  /**
   * Takes a press of somebody on something.
   * @returns false where another press of that name was taken less than `apartMs` before or after it; the same one may be taken again
   */
  take(press: string, at: number, apartMs: number): Promise<boolean>;
}
