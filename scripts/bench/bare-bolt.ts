/** The least a Bolt app can do with a message: hear it and say one word. What Gloss's acknowledgement is measured against. */
import { App } from '@slack/bolt';

const app = new App({
  token: process.env['SLACK_BOT_TOKEN'] ?? '',
  appToken: process.env['SLACK_APP_TOKEN'] ?? '',
  socketMode: true,
  clientOptions: { slackApiUrl: process.env['SLACK_API_URL'] ?? '' },
});
app.message(async ({ message, client }) => {
  if ('bot_id' in message && message.bot_id !== undefined) return;
  await client.chat.postMessage({ channel: message.channel, thread_ts: message.ts, text: 'heard' });
});
await app.start();
