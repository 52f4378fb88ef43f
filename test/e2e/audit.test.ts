import { describe, expect, it } from 'vitest';
import { adminUserId } from '../../src/workspace/opening-state.ts';
import { commandTyper } from '../support/command-typer.ts';
import { findChromium, withBrowser } from '../support/browser.ts';
import { startTestApp } from '../support/test-app.ts';

describe.skipIf(findChromium() === null)('an admin with a browser', () => {
  it('sees in /audit who changed what and who was refused, and that the chain holds', async () => {
    await using app = await startTestApp();
    const { ts } = await app.post(app.samples[0] ?? '');
    const reply = await app.summary(ts);
    const container = { channel: app.channel, ts: reply.ts };
    await app.client.call('click', { user: app.user, container, action_id: 'shorter' });
    // Somebody who is no admin asks for what is for admins.
    await app.client.call('command', { user: app.user, channel: app.channel, command: '/audit', text: 'verify' });
    await expect.poll(async () => (await app.app.store.audit.list('T0LOCALTEAM', { limit: 10 })).length).toBe(2);
    await fetch(`${app.app.httpUrl ?? ''}/api/traces`, { headers: { authorization: 'Bearer gloss_wrong' } });
    await expect.poll(async () => (await app.app.store.audit.list('T0LOCALTEAM', { limit: 10 })).length).toBe(3);

    await withBrowser(async (browser) => {
      const page = await browser.openPage(app.url);
      await page.getByTestId('user-picker').selectOption(adminUserId);
      await page.getByRole('button', { name: /^links/ }).click();
      const type = commandTyper(page);
      await type('/audit');
      await page.getByText('n = 3, newest first', { exact: false }).waitFor();
      await page.getByRole('cell', { name: 'form 1 → form 2, shorter' }).waitFor();
      await page.getByRole('cell', { name: /^summary …[0-9a-f]{8}$/ }).waitFor();
      await page.getByRole('cell', { name: 'has not the role' }).waitFor();
      await page.getByRole('cell', { name: 'key_unknown' }).waitFor();
      await type('/audit --outcome refused --limit 1');
      await page.getByRole('button', { name: 'Older' }).click();
      await page.getByText('these are all', { exact: false }).last().waitFor();
      await type('/audit verify');
      await page.getByText('all 3 rows fit', { exact: false }).first().waitFor();
      expect(browser.problems).toEqual([]);
    });
  }, 90_000);
});
