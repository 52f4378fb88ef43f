/** In the place of the program under load: takes every event and answers a link twice, or not at all, as `PLANTED` says. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const apiUrl = process.env['SLACK_API_URL'] ?? '';

async function answer(event: { channel: string; ts: string }, url: string): Promise<void> {
  const jobId = `job-of-${event.ts}`;
  const blocks = [
    { type: 'section', text: { type: 'mrkdwn', text: url } },
    { type: 'actions', elements: [{ type: 'button', action_id: 'where_from', value: `${jobId}:1` }] },
  ];
  await fetch(`${apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      channel: event.channel,
      thread_ts: event.ts,
      text: 'A summary.',
      blocks,
      metadata: { event_type: 'gloss_summary', event_payload: { job_id: jobId } },
    }),
  });
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.end();
    const { event } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      event: { channel: string; ts: string; text: string; bot_id?: string };
    };
    const url = /<(http[^>]+)>/.exec(event.text ?? '')?.[1];
    if (url === undefined || event.bot_id !== undefined) return;
    const isPlanted = url.endsWith('000003');
    const times = isPlanted ? (process.env['PLANTED'] === 'doubled' ? 2 : 0) : 1;
    for (let time = 0; time < times; time += 1) void answer(event, url);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port }));
process.once('disconnect', () => process.exit());
