/** A wait in words, after "in" or alone: `a moment`, `about 4 minutes`, `about 3 hours`. */
export function sayWait(waitMs: number): string {
  const minutes = Math.ceil(waitMs / 60_000);
  if (waitMs < 45_000) return 'a moment';
  if (minutes < 90) return minutes === 1 ? 'about a minute' : `about ${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `about ${hours} hours` : `about ${Math.round(hours / 24)} days`;
}
