export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** The first moment of the next UTC day. */
export function endOfDay(atMs: number): number {
  return (Math.floor(atMs / dayMs) + 1) * dayMs;
}
