const TOKENS: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit' },
  time_secs: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
};

/** Fills a Slack date format such as `{date_short} at {time}` for a Unix time in seconds; the `_pretty` forms are drawn like the plain ones. */
export function formatSlackDate(timestampSeconds: number, format: string, locale?: string, timeZone?: string): string {
  const moment = new Date(timestampSeconds * 1000);
  return format.replace(/\{(\w+?)(?:_pretty)?\}/g, (whole, token: string) => {
    const options = TOKENS[token];
    return options
      ? new Intl.DateTimeFormat(locale, { ...options, ...(timeZone && { timeZone }) }).format(moment)
      : whole;
  });
}
