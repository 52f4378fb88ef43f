import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTempFolder } from '../support/create-temp-folder.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const canMount = (() => {
  using disk = mountSmallDisk(1);
  return disk !== null;
})();
/** Only root may mount, and not in every container. */
const places = canMount ? ['a small file system'] : [];

test('where no file system may be mounted, that is said', () => {
  if (!canMount) process.stderr.write('NOT TRIED: a really full disk, because no file system may be mounted here.\n');
  expect(places).toHaveLength(canMount ? 1 : 0);
});

const told = async ({ client, user, channel }: TestApp): Promise<string[]> => {
  const { messages } = await client.call('history', { user, channel, limit: 200 });
  return messages.filter(({ ephemeralFor }) => ephemeralFor === user).map(({ text }) => text ?? '');
};
/** Slack itself has a disk of its own. */
const slackElsewhere = () => ({ GLOSS_WORKSPACE_DATABASE_FILE: join(createTempFolder(), 'workspace.db') });
const healthOf = async ({ app }: TestApp, name: string): Promise<string> => {
  const answer = await fetch(`${app.httpUrl}/health`);
  const { components } = (await answer.json()) as { components: { name: string; detail: string }[] };
  return components.find((component) => component.name === name)?.detail ?? '';
};

test.each(places)(
  'before %s is full nothing new is begun, links are kept, and it goes on by itself',
  async () => {
    using disk = mountSmallDisk(60);
    if (disk === null) throw new Error('the first mount worked');
    await using app = await startTestApp({
      folder: disk.folder,
      environment: { ...slackElsewhere(), GLOSS_LIMITS_MIN_FREE_DISK_MB: '10' },
    });
    disk.fill(5_000_000);
    await expect.poll(() => healthOf(app, 'disk'), { timeout: 15_000 }).toContain('no new jobs are begun');
    expect(await healthOf(app, 'queue')).toContain('nothing new is begun: the disk is nearly full');
    const { ts } = await app.post(app.samples[0] ?? '');
    await expect.poll(async () => (await app.app.store.jobs.counts()).queued, { timeout: 5000 }).toBeGreaterThan(0);
    expect(await app.replies(ts)).toEqual([]);
    disk.clear();
    await app.summary(ts);
    expect(await healthOf(app, 'queue')).not.toContain('nothing new');
    // The local workspace has its alerts in #general.
    const general = app.state.channels.find(({ name }) => name === 'general')?.id ?? '';
    const { messages } = await app.client.call('history', { user: app.user, channel: general, limit: 50 });
    const words = messages.map(({ text }) => text ?? '');
    expect(words.filter((text) => text.includes('begins nothing new'))).toHaveLength(1);
    expect(words.filter((text) => text.includes('room on the disk of Gloss again'))).toHaveLength(1);
  },
  60_000,
);

test.each(places)(
  'on %s that is full a link stays with Slack, its poster is told once, and it is read when there is room',
  async () => {
    using disk = mountSmallDisk(60);
    if (disk === null) throw new Error('the first mount worked');
    await using app = await startTestApp({
      folder: disk.folder,
      environment: { ...slackElsewhere(), GLOSS_LIMITS_MIN_FREE_DISK_MB: '0' },
    });
    await app.summary((await app.post(app.samples[0] ?? '')).ts);
    disk.fill(0);
    expect(disk.freeBytes()).toBe(0);
    const posts: string[] = [];
    // The log of the database has some room of its own.
    while (posts.length < 300 && (await told(app)).length === 0) {
      posts.push((await app.post(`${app.samples[1]}?full=${posts.length}`)).ts);
    }
    expect(await told(app)).toEqual([expect.stringContaining('The disk of Gloss is full')]);
    const refused = posts.at(-1) ?? '';
    expect(await app.replies(refused)).toEqual([]);
    disk.clear();
    await app.summary(refused);
    expect(await told(app)).toHaveLength(1);
  },
  120_000,
);
