import { expect, test } from 'vitest';
import { startTestApp } from '../support/test-app.ts';

test('in a channel that is read by reaction, a link is read once somebody reacts with the emoji', async () => {
  await using app = await startTestApp();
  const admin = app.state.users.find(({ name }) => name === 'operator')?.id ?? '';
  await app.client.call('command', {
    user: admin,
    channel: app.channel,
    command: '/links',
    text: 'settings --mode reaction --emoji :eyes:',
  });
  const place = { teamId: app.state.team.id, channelId: app.channel };
  await expect.poll(() => app.app.store.channelSettings.get(place)).toMatchObject({ mode: 'reaction' });
  const { ts } = await app.post(`later perhaps: ${app.samples[0]}`);
  await app.client.call('react', { user: app.user, channel: app.channel, ts, name: 'tada' });
  await app.client.call('react', { user: app.user, channel: app.channel, ts, name: 'eyes' });
  await app.summary(ts);
  expect((await app.app.store.jobs.list({ limit: 10 })).filter(({ kind }) => kind === 'summarize-link')).toHaveLength(
    1,
  );
  const [link] = await app.app.store.library.recent({ teamId: place.teamId, channelIds: [app.channel] }, { limit: 5 });
  expect(link).toMatchObject({ requestedBy: app.user, messageTs: ts });
});
