import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { adminUserId } from '../../src/workspace/opening-state.ts';
import { commandTyper } from '../support/command-typer.ts';
import { findChromium, withBrowser } from '../support/browser.ts';
import { createTempFolder } from '../support/create-temp-folder.ts';
import { startTestApp } from '../support/test-app.ts';

// Without a browser on the machine these are shown as skipped; CI installs one and lets nothing be skipped.
describe.skipIf(findChromium() === null)('datasets in a browser', () => {
  it('a thumb down becomes a confirmed eval case, and a dataset a file that opens', async () => {
    const folder = createTempFolder();
    await using app = await startTestApp({
      environment: { GLOSS_DATASETS_EXPORT_DIRECTORY: join(folder, 'exports') },
    });
    await withBrowser(async (browser) => {
      const page = await browser.openPage(app.url, { height: 1200 });
      const { ts } = await app.post(app.samples[0] ?? '');
      await app.summary(ts);
      await page.getByRole('button', { name: /^links/ }).click();
      await page.getByRole('button', { name: '1 reply' }).first().click();
      const thread = page.getByRole('complementary', { name: 'Thread' });
      await thread.getByRole('button', { name: 'Not helpful' }).click();

      const modal = page.getByRole('dialog');
      await modal.getByText('What was wrong?').waitFor();
      await modal.getByLabel('Something in it is not true').check();
      await modal.getByLabel('In your words').fill('The second figure is not on the page.');
      await modal.getByLabel('Keep this page to test later versions on').check();
      await modal.getByRole('button', { name: 'Send' }).click();
      await page.getByText('The page waits for an admin as an eval case.').waitFor();
      await page.keyboard.press('Escape');

      await page.getByTestId('user-picker').selectOption(adminUserId);
      await page.getByRole('button', { name: /^links/ }).click();
      const type = commandTyper(page);
      await type('/dataset review');
      await page.getByText('Is this a page that answers should get better on?').waitFor();
      await page.getByText('The second figure is not on the page.', { exact: false }).waitFor();
      await page.getByRole('button', { name: 'Confirm' }).click();
      await page
        .getByText('Confirmed. No more candidates of needs_improvement wait behind it.', { exact: true })
        .waitFor();
      const [item] = await app.app.store.datasets.items('needs_improvement', { limit: 10 });
      expect(item).toMatchObject({ status: 'active', tags: expect.arrayContaining(['eval-case']) as string[] });
      expect(item?.evidence?.snippets.length).toBeGreaterThan(3);

      await type('/dataset list');
      await page.getByRole('cell', { name: 'needs_improvement' }).waitFor();
      await type('/dataset stats smoke');
      await page.getByRole('heading', { name: 'Statistics of smoke' }).waitFor();

      await type('/export run smoke --format csv --seed 3');
      await page.getByText('I write smoke as csv and send it to you as a direct message.', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Chat with Gloss' }).click();
      await page.getByText('smoke.stats.json', { exact: false }).first().waitFor();
      await page.getByText('8 items').first().waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByTestId('file').filter({ hasText: 'smoke.train.csv' }).click(),
      ]);
      const rows = parse(await readFile(await download.path(), 'utf8'), { columns: true }) as Record<string, string>[];
      expect(rows).toHaveLength(8);
      expect(rows[0]?.['page_text']?.length).toBeGreaterThan(200);
      expect(browser.problems).toEqual([]);
    });
  }, 90_000);
});
