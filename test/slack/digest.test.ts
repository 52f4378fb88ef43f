import { expect, test } from 'vitest';
import { digestSchedules } from '../../src/wiring/library-room.ts';
import { createDigester, readDigest } from '../../src/pipeline/digest/post-digest.ts';
import { createInMemoryJob } from '../support/in-memory-job.ts';
import { createMemoryTracing } from '../support/memory-tracing.ts';
import { samplePageSummary } from '../support/sample-page-summary.ts';
import { openTempStore } from '../support/temp-store.ts';
import { slashCommand, startTestSlackApp } from '../support/test-slack-app.ts';

const dayMs = 86_400_000;
const payload = { teamId: 'T1', channelId: 'C1', rhythm: 'weekly' } as const;

async function start() {
  const temp = await openTempStore();
  const { library, channelSettings, summaries } = temp.store;
  const slack = await startTestSlackApp({
    settings: { admins: ['U2'] },
    deps: { library, channelSettings, digest: (channel, toMs) => readDigest(library, channel, toMs) },
  });
  const now = slack.outside.clock.now();
  return {
    temp,
    slack,
    now,
    save: (id: string, title: string, createdAt: number, channelId = 'C1') =>
      summaries.save(
        samplePageSummary(
          { id, url: `https://a.example/${id}`, title, tldr: [`${title} in short.`] },
          { channelId, createdAt, messageTs: `${id}.1`, threadTs: `${id}.1`, replyTs: `${id}.2` },
        ),
      ),
    /** One attempt at the job of a digest. */
    run: (job = createInMemoryJob('job-1'), options: { crashAfter?: string } = {}) => {
      const tracing = createMemoryTracing();
      // The loopback server's times are older than the held clock.
      const post: typeof slack.app.postDigest = (target, ...rest) =>
        slack.app.postDigest({ ...target, sinceMs: 0 }, ...rest);
      return createDigester({ library, tracing, post })(payload, { ...job.attempt(options), enqueuedAt: now });
    },
    async ask(text: string, userId = 'U2') {
      const posted = slack.server.messages.length;
      await slack.receiver.deliver(slashCommand('/links', text, { user_id: userId }));
      const told = slack.server.callsOf('chat.postEphemeral').at(-1);
      return JSON.stringify(slack.server.messages.length > posted ? slack.server.messages.at(-1) : told);
    },
    async [Symbol.asyncDispose]() {
      await slack[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}

test('the digest of a channel has its own links of the time, each with the way to its thread', async () => {
  await using app = await start();
  await app.save('1', 'Fresh kelp', app.now - dayMs);
  await app.save('2', 'Old kelp', app.now - 8 * dayMs);
  await app.save('3', 'Kelp elsewhere', app.now - dayMs, 'C2');
  await app.run();
  const [message, ...others] = app.slack.server.messages;
  expect(others).toEqual([]);
  const text = JSON.stringify(message?.blocks);
  expect(text).toContain('Links of the week');
  expect(text).toContain('Fresh kelp');
  expect(text).toContain('https://team.slack.example/archives/C1/p12?thread_ts=1.1&cid=C1');
  expect(text).not.toContain('Old kelp');
  expect(text).not.toContain('Kelp elsewhere');
  // A mention would call the person.
  expect(text).not.toContain('"user_id"');
});

test('nothing is posted where there is nothing', async () => {
  await using app = await start();
  await app.run();
  expect(app.slack.server.messages).toEqual([]);
});

test('a process that is killed after the post posts it no second time', async () => {
  await using app = await start();
  await app.save('1', 'Fresh kelp', app.now - dayMs);
  const job = createInMemoryJob('job-1');
  await expect(app.run(job, { crashAfter: 'compose' })).rejects.toThrow('killed');
  await app.run(job);
  expect(app.slack.server.messages).toHaveLength(1);
  job.steps.delete('post');
  await app.run(job);
  expect(app.slack.server.messages).toHaveLength(1);
});

test('/links digest shows it to the asker, or to all with --share', async () => {
  await using app = await start();
  expect(await app.ask('digest')).toContain('No link was read in this channel in the last week.');
  await app.save('1', 'Fresh kelp', app.now - 2 * dayMs);
  expect(await app.ask('digest now')).toContain('Fresh kelp');
  expect(app.slack.server.messages).toEqual([]);
  expect(await app.ask('digest --daily')).toContain('in the last day');
  expect(await app.ask('digest now --share')).toContain('Fresh kelp');
  expect(app.slack.server.messages).toHaveLength(1);
  expect(await app.ask('digest nwo')).toContain('Did you mean now?');
});

test('an admin turns it on and off; each is a schedule of its channel', async () => {
  await using app = await start();
  const schedules = () => digestSchedules(app.temp.store.channelSettings, null);
  expect(await app.ask('digest on', 'U1')).toContain('admins');
  expect(await schedules()).toEqual([]);
  expect(await app.ask('digest on --hour 9')).toContain('every Monday at 09:00 UTC');
  expect(await schedules()).toEqual([
    {
      id: 'digest:T1:C1',
      title: 'Digest of C1',
      timing: { cron: '0 9 * * mon', timeZone: 'UTC' },
      kind: 'digest',
      payload,
    },
  ]);
  await app.ask('digest on --daily');
  expect(await schedules()).toMatchObject([{ timing: { cron: '0 9 * * *' } }]);
  await app.ask('digest off');
  expect(await schedules()).toEqual([]);
});
