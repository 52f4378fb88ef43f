import { describe, expect, it } from 'vitest';
import { findChromium, withBrowser } from '../support/browser.ts';
import { startTestApp } from '../support/test-app.ts';

// Without a browser on the machine these are shown as skipped; CI installs one and lets nothing be skipped.
describe.skipIf(findChromium() === null)('a person with a browser', () => {
  it('posts a sample link, sees progress and summary, asks where it is from, has it written again and votes', async () => {
    await using app = await startTestApp();
    await withBrowser(async (browser) => {
      const page = await browser.openPage(app.url);
      await page.getByRole('button', { name: /Retries with jitter/ }).click();

      const thread = page.getByRole('complementary', { name: 'Thread' });
      await thread.getByText('TLDR').waitFor();
      await thread.getByText('extractive, no model', { exact: false }).waitFor();
      await thread.getByText('How can this be used in our projects?').waitFor();

      await thread.getByRole('button', { name: 'Where from?' }).click();
      const modal = page.getByRole('dialog');
      await modal.getByText('Where from?').first().waitFor();
      const quotes = modal.getByRole('link');
      expect(await quotes.count()).toBeGreaterThan(3);
      expect(await quotes.first().getAttribute('href')).toContain('#:~:text=');
      await page.keyboard.press('Escape');
      await modal.waitFor({ state: 'detached' });

      await thread.getByRole('button', { name: 'Again', exact: true }).click();
      await expect
        .poll(
          async () =>
            (await app.app.store.jobs.list({ limit: 10 })).filter(
              (job) => job.kind === 'resummarize' && job.status === 'done',
            ).length,
          { timeout: 15_000 },
        )
        .toBe(1);
      await thread.getByText('TLDR').waitFor();

      await thread.getByRole('button', { name: 'Helpful', exact: true }).click();
      await thread.getByRole('button', { name: 'Helpful, 1 vote' }).waitFor();
      expect(browser.problems).toEqual([]);
    });
  }, 60_000);
});
