/** `$0.0042`, `no cost`, `cost unknown`. */
export function formatCost(costUsd: number | null): string {
  if (costUsd === null) return 'cost unknown';
  if (costUsd === 0) return 'no cost';
  if (costUsd < 0.0001) return 'under $0.0001';
  return `$${costUsd.toFixed(costUsd < 0.1 ? 4 : 2)}`;
}

/** `0.8 s`, `12 s`, `2 min 5 s`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, durationMs) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `2 Mar 2026` for an ISO 8601 date or date-time; null for anything else. */
export function formatDate(isoDate: string | null): string | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:$|T)/.exec(isoDate ?? '');
  if (!match) return null;
  const date = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
  if (date.toISOString().slice(0, 10) !== match[0].slice(0, 10)) return null;
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    date,
  );
}

/** `German` for `de`; null for `und` and for what is no language code. */
export function formatLanguage(code: string): string | null {
  if (code === 'und' || !/^[a-z]{2,3}$/.test(code)) return null;
  const name = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(code);
  return name ?? null;
}

/** `1 vote`, `3 votes`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
