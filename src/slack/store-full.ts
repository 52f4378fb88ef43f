/** What databases and disks say where there is no room to write. */
const codes = new Set(['database_full', 'SQLITE_FULL', 'ENOSPC']);

/** Whether something could not be stored because there is no room. */
export function isStoreFull(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = 'code' in thrown ? thrown.code : null;
  return (typeof code === 'string' && codes.has(code)) || isStoreFull(thrown.cause);
}
