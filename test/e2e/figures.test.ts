import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { adminUserId } from '../../src/workspace/opening-state.ts';
import { commandTyper } from '../support/command-typer.ts';
import { findChromium, withBrowser } from '../support/browser.ts';
import { startTestApp } from '../support/test-app.ts';
import { dialects } from '../support/test-databases.ts';

// Without a browser on the machine these are shown as skipped; CI installs one and lets nothing be skipped.
describe.skipIf(findChromium() === null).each(dialects)('an operator with a browser, state on %s', (dialect) => {
  it('sees App Home, a chart and costs, opens a trace from its summary and downloads a file of it', async () => {
    await using app = await startTestApp({ dialect, environment: { GLOSS_OBSERVE_FLUSH_INTERVAL_MS: '50' } });
    await withBrowser(async (browser) => {
      const page = await browser.openPage(app.url);
      await page.getByTestId('user-picker').selectOption(adminUserId);
      await page.getByRole('button', { name: 'Gloss Home' }).click();
      const home = page.getByTestId('home');
      await home.getByText('No summaries yet today.').waitFor();

      // It is drawn again by itself once a summary is there.
      const { ts } = await app.post(app.samples[0] ?? '');
      await app.summary(ts);
      await home.getByText('100 % of 1').waitFor({ timeout: 25_000 });
      await home.getByTestId('chart').waitFor();
      await home.getByText('$0 of $5.00', { exact: false }).waitFor();

      await page.getByRole('button', { name: /^links/ }).click();
      const type = commandTyper(page);
      await type('/metrics dashboard');
      await page.getByText('Runs per 2 h', { exact: true }).waitFor();
      await page.getByText('n = 1 run', { exact: false }).first().waitFor();
      await type('/cost by stage --window 24h');
      await page.getByRole('cell', { name: 'stage_b' }).first().waitFor();
      await type('/trace search samples --status ok');
      await page.getByText('newest first', { exact: false }).waitFor();

      await page.getByRole('button', { name: '1 reply' }).first().click();
      const thread = page.getByRole('complementary', { name: 'Thread' });
      await thread.getByRole('button', { name: 'More options' }).click();
      await page.getByText('Trace (admins)').click();
      const modal = page.getByRole('dialog');
      await modal.getByText('retrieval.fetch_evidence').first().waitFor();
      await modal.getByRole('button', { name: /^evidence\.json/ }).click();
      const sent = page.getByText('I sent you evidence.json as a direct message.');
      await sent.waitFor();
      await page.keyboard.press('Escape');
      await sent.waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
      await modal.waitFor({ state: 'detached' });

      await page.getByRole('button', { name: 'Chat with Gloss' }).click();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('file').click()]);
      const evidence = JSON.parse(await readFile(await download.path(), 'utf8')) as { snippets: unknown[] };
      expect(evidence.snippets.length).toBeGreaterThan(3);
      expect(browser.problems).toEqual([]);
    });
  }, 90_000);
});
