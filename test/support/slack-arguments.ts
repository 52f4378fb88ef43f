/** Arguments of a Web API call. Slack's libraries send forms with nested values as JSON; `respond()` sends JSON. */
export function readSlackArguments(body: string, contentType: string): Record<string, unknown> {
  if (contentType.includes('json')) return JSON.parse(body) as Record<string, unknown>;
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([key, value]) => {
      const isJson = /^[[{]/.test(value) && key !== 'text';
      return [key, isJson ? (JSON.parse(value) as unknown) : value];
    }),
  );
}
