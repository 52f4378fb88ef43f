import { expect, test } from 'vitest';
import { createIntake } from '../../src/pipeline/intake.ts';
import { PipelineSettings } from '../../src/pipeline/settings.ts';
import { samplePageSummary } from '../support/sample-page-summary.ts';
import { noLimits } from '../support/no-limits.ts';
import { openTempStore } from '../support/temp-store.ts';
import { buttonPress, messageEvent, slashCommand, startTestSlackApp } from '../support/test-slack-app.ts';

const url = 'https://ferry.example/log';

/** The real intake and store behind real Bolt; U2 is an admin, U1 posts. */
async function start() {
  const temp = await openTempStore();
  const { jobs, channelSettings, library, summaries } = temp.store;
  const intake = createIntake(PipelineSettings.parse({}), jobs, channelSettings, noLimits, temp.outside);
  const slack = await startTestSlackApp({
    settings: { admins: ['U2'] },
    deps: { intake, channelSettings, library, summaries },
  });
  let count = 0;
  return {
    slack,
    temp,
    async ask(text: string, userId = 'U2') {
      await slack.receiver.deliver(slashCommand('/links', text, { user_id: userId }));
      return slack.told().at(-1) ?? '';
    },
    async post(changes: Record<string, unknown> = {}) {
      count += 1;
      const ts = `17000001${String(count).padStart(2, '0')}.000100`;
      const before = (await jobs.list({ limit: 100 })).length;
      await slack.receiver.deliver(messageEvent({ ts, text: `see <${url}>`, ...changes }, `Ev${count}`));
      return { ts, jobs: (await jobs.list({ limit: 100 })).length - before };
    },
    async react(ts: string, reaction = 'eyes', changes: Record<string, unknown> = {}) {
      count += 1;
      const before = (await jobs.list({ limit: 100 })).length;
      const event = {
        type: 'reaction_added',
        user: 'U2',
        reaction,
        item: { type: 'message', channel: 'C1', ts },
        ...changes,
      };
      const body = { type: 'event_callback', team_id: 'T1', api_app_id: 'A1', event_id: `EvR${count}`, event };
      await slack.receiver.deliver(body);
      return (await jobs.list({ limit: 100 })).length - before;
    },
    async [Symbol.asyncDispose]() {
      await slack[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}

test('an admin decides how links of a channel are read; others may look; each change is audited', async () => {
  await using app = await start();
  expect(await app.ask('settings', 'U1')).toContain('Every link is read.');
  expect(await app.ask('settings --mode mention', 'U1')).toContain('admins');
  expect(await app.ask('settings --mode mention --pause')).toContain('when somebody asks for it by name');
  expect(app.slack.audited).toMatchObject([
    { action: 'links.settings', actorId: 'U1', outcome: 'refused' },
    { action: 'links.settings', actorId: 'U2', target: 'C1', outcome: 'done' },
  ]);
  expect(app.slack.audited[1]?.after).toContain('Reading is paused.');
  expect(await app.ask('settings --pause --resume')).toContain('do not go together');
  expect(await app.ask('settings --emoji "two words"')).toContain('is no emoji name');
  expect(await app.ask('settings --mode al')).toContain('Did you mean all?');
});

test('by mention: links are read where somebody asks for them, in that channel alone', async () => {
  await using app = await start();
  await app.ask('settings --mode mention');
  expect((await app.post()).jobs).toBe(0);
  expect((await app.post({ text: `<@UBOT> see <${url}>`, type: 'app_mention' })).jobs).toBe(1);
  expect((await app.post({ channel: 'C2' })).jobs).toBe(1);
});

test('paused: nothing is read, not even where somebody asks, who then is told why', async () => {
  await using app = await start();
  await app.ask('settings --pause');
  expect((await app.post()).jobs).toBe(0);
  expect((await app.post({ text: `<@UBOT> see <${url}>`, type: 'app_mention' })).jobs).toBe(0);
  await expect.poll(() => app.slack.told().at(-1)).toContain('Reading is paused in this channel');
  await app.ask('settings --resume');
  expect((await app.post()).jobs).toBe(1);
});

test('by reaction: the links of a message are read once somebody reacts with the emoji', async () => {
  await using app = await start();
  await app.ask('settings --mode reaction --emoji :bookmark:');
  const { ts, jobs } = await app.post();
  expect(jobs).toBe(0);
  app.slack.server.always('conversations.replies', ({ ts: asked }) => ({
    ok: true,
    messages: [{ ts: asked, user: 'U1', text: `see <${url}>` }],
  }));
  expect(await app.react(ts, 'eyes')).toBe(0);
  expect(await app.react(ts, 'bookmark', { user: 'UBOT' })).toBe(0);
  expect(await app.react(ts, 'bookmark')).toBe(1);
  expect(await app.react(ts, 'bookmark', { user: 'U1' })).toBe(0);
});

test('in a channel that reads all links a reaction asks for nothing, and Slack is not asked for the message', async () => {
  await using app = await start();
  expect(await app.react('1700000100.000100')).toBe(0);
  expect(app.slack.server.callsOf('conversations.replies')).toEqual([]);
});

test('a muted site is passed over with all below it, except where somebody asks', async () => {
  await using app = await start();
  expect(await app.ask('mute ferry.example', 'U1')).toContain('only where somebody asks');
  expect(await app.ask('mute https://ferry.example/x', 'U1')).toContain('muted here already');
  expect((await app.post()).jobs).toBe(0);
  expect((await app.post({ text: '<https://docs.ferry.example/a>' })).jobs).toBe(0);
  expect((await app.post({ text: '<https://notferry.example/a>' })).jobs).toBe(1);
  expect((await app.post({ text: `<@UBOT> <${url}>`, type: 'app_mention' })).jobs).toBe(1);
  expect(await app.ask('unmute ferry.example', 'U1')).toContain('again');
  expect((await app.post()).jobs).toBe(1);
  expect(app.slack.audited.map(({ action }) => action)).toEqual(['links.mute', 'links.mute', 'links.unmute']);
});

test("a person's own links are left alone where they want it, also where another reacts", async () => {
  await using app = await start();
  expect(await app.ask('mute @me', 'U1')).toContain('only where you ask me to');
  expect((await app.post()).jobs).toBe(0);
  expect((await app.post({ user: 'U2' })).jobs).toBe(1);
  await app.ask('settings --mode reaction');
  app.slack.server.always('conversations.replies', ({ ts: asked }) => ({
    ok: true,
    messages: [{ ts: asked, user: 'U1', text: 'see <https://ferry.example/other>' }],
  }));
  expect(await app.react('1700000177.000100')).toBe(0);
  expect(await app.react('1700000177.000100', 'eyes', { user: 'U1' })).toBe(1);
  await app.ask('unmute @me', 'U1');
  await app.ask('settings --mode all');
  expect((await app.post()).jobs).toBe(1);
});

test('the ⋯ menu mutes the site of the summary, and shows what is related', async () => {
  await using app = await start();
  await app.temp.store.summaries.save(samplePageSummary({ id: 's', url, title: 'Ferry', tldr: ['A log.'] }));
  const choose = (value: string) =>
    app.slack.receiver.deliver(
      buttonPress('summary_menu', '', {
        trigger_id: `trigger-${value}`,
        actions: [
          {
            type: 'overflow',
            block_id: 'b',
            action_id: 'summary_menu',
            selected_option: { text: { type: 'plain_text', text: 'x' }, value },
            action_ts: '1',
          },
        ],
      }),
    );
  await choose('mute/s:1');
  expect((await app.post()).jobs).toBe(0);
  await choose('related/s:1');
  expect(JSON.stringify(app.slack.server.callsOf('views.open'))).toContain('Nothing else that was read here');
});

test('reactions to a link or its summary are counted until they are taken back', async () => {
  await using app = await start();
  await app.temp.store.summaries.save(
    samplePageSummary({ id: 's', url }, { messageTs: '1700000300.000100', replyTs: '1700000301.000100' }),
  );
  const count = async () =>
    (await app.temp.store.library.digest({ teamId: 'T1', channelIds: ['C1'] }, 0, 9e15))[0]?.reactionCount;
  await app.react('1700000300.000100', 'tada');
  await app.react('1700000301.000100', 'heart', { user: 'U1' });
  await app.react('1700000301.000100', 'heart', { user: 'U1' });
  expect(await count()).toBe(2);
  await app.react('1700000300.000100', 'tada', { type: 'reaction_removed' });
  expect(await count()).toBe(1);
});
