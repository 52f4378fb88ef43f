import { describe, expect, it } from 'vitest';
import { adminUserId } from '../../src/workspace/opening-state.ts';
import { commandTyper } from '../support/command-typer.ts';
import { findChromium, withBrowser } from '../support/browser.ts';
import { startTestApp } from '../support/test-app.ts';

// Without a browser on the machine these are shown as skipped; CI installs one and lets nothing be skipped.
describe.skipIf(findChromium() === null)('an operator with a browser', () => {
  it('runs a monitor, looks at what it found, pauses it and lets it run again', async () => {
    await using app = await startTestApp({ environment: { GLOSS_OBSERVE_FLUSH_INTERVAL_MS: '50' } });
    for (const sample of app.samples.slice(0, 2)) await app.summary((await app.post(sample)).ts);
    await withBrowser(async (browser) => {
      const page = await browser.openPage(app.url);
      await page.getByTestId('user-picker').selectOption(adminUserId);
      await page.getByRole('button', { name: /^links/ }).click();
      const type = commandTyper(page);
      await type('/monitor list');
      await page.getByRole('cell', { name: 'summaries', exact: true }).waitFor();
      await page.getByRole('cell', { name: 'every 1 h' }).waitFor();

      // Fresh summaries have not settled yet, so the file's own value is set aside for this run.
      await type('/monitor run summaries window.settle_minutes=0');
      await page.getByText('Monitor summaries is done').first().waitFor();
      await page.getByText('2: 2 scored').first().waitFor();
      await page.getByText('store: 2 results published').first().waitFor();

      await type('/monitor pause summaries');
      await page.getByText('Monitor summaries is paused').first().waitFor();
      await type('/monitor status summaries');
      await page.getByText('paused it on', { exact: false }).first().waitFor();
      await page.getByText('2 scored, 0 failed').first().waitFor();
      await page.getByRole('button', { name: 'Gloss Home' }).click();
      await page.getByTestId('home').getByText('Monitor summaries: paused').first().waitFor();
      await page.getByTestId('home').getByText('Monitor spot-check:', { exact: false }).first().waitFor();
      await page.getByRole('button', { name: /^links/ }).click();
      await type('/monitor resume summaries');
      await page.getByText('Monitor summaries runs by its schedule again.').first().waitFor();
      await type('/monitor run summaries sampling.n=many');
      await page.getByText('sampling.n is "many"', { exact: false }).first().waitFor();
      expect(browser.problems).toEqual([]);
    });
    const entries = await app.app.store.audit.list((await app.app.slack.homeTeam()) ?? '', {
      action: 'monitor',
      limit: 10,
    });
    expect(entries.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'monitor.run failed',
      'monitor.resume done',
      'monitor.pause done',
      'monitor.run done',
    ]);
  }, 90_000);
});
