import { describe, expect, it } from 'vitest';
import { adminUserId, generalChannelId } from '../../src/workspace/opening-state.ts';
import { commandTyper } from '../support/command-typer.ts';
import { findChromium, withBrowser } from '../support/browser.ts';
import { sampleSpans } from '../support/sample-spans.ts';
import { startTestApp } from '../support/test-app.ts';

const shots = process.env['GLOSS_SCREENSHOTS'];

// Without a browser on the machine these are shown as skipped; CI installs one and lets nothing be skipped.
describe.skipIf(findChromium() === null)('an operator with a browser', () => {
  it('sees an alert fire, takes it on, sees it recover, makes a rule and reads the history', async () => {
    await using app = await startTestApp();
    const { store } = app.app;
    const plant = async (from: number, count: number, result: string): Promise<void> => {
      for (let number = from; number < from + count; number += 1) {
        const startMs = Date.now() - 20_000 + number * 100;
        await store.spans.insertSpans(sampleSpans({ traceId: String(number).padStart(32, 'a'), startMs, result }));
      }
    };
    await withBrowser(async (browser) => {
      const page = await browser.openPage(app.url, { height: 1100 });
      await page.getByTestId('user-picker').selectOption(adminUserId);
      await page.getByRole('button', { name: /^general/ }).click();
      const shoot = async (name: string): Promise<void> => {
        if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
      };
      const type = commandTyper(page);

      await plant(0, 6, 'fetch_timeout');
      await plant(6, 4, 'ok');
      await type('/alert check error-rate');
      await page.getByText('Error rate: 60 %, above 10 %').first().waitFor();
      await page.getByTestId('chart').first().waitFor();
      await shoot('1-fired');
      await page.getByRole('button', { name: 'Gloss Home' }).click();
      const home = page.getByTestId('home');
      await home.getByText('Alerts: 1 open', { exact: true }).waitFor();
      await home.getByRole('button', { name: 'Acknowledge' }).waitFor();
      await shoot('1-home');
      await page.getByRole('button', { name: /^general/ }).click();
      await page.getByRole('button', { name: 'Acknowledge' }).click();
      await page.getByText('Acknowledged', { exact: false }).first().waitFor();
      await page.getByRole('button', { name: '1 reply' }).first().click();
      const thread = page.getByRole('complementary', { name: 'Thread' });
      await thread.getByText('acknowledged this alert', { exact: false }).waitFor();
      await shoot('2-acknowledged');

      await plant(10, 60, 'ok');
      await thread.getByRole('button', { name: 'Check now' }).click();
      await thread.getByText('Recovered: it is 8.6 % again.').waitFor();
      await thread
        .getByText(/^Recovered/)
        .first()
        .waitFor();
      expect(await page.getByRole('button', { name: 'Resolve' }).count()).toBe(0);
      await shoot('3-recovered');

      await type('/alert create');
      const modal = page.getByRole('dialog');
      await modal.getByLabel('Name').fill('Slow in links');
      await modal.getByLabel('Type').selectOption('latency_spike');
      await modal.getByText('latency_spike: 95th percentile', { exact: false }).waitFor();
      await modal.getByLabel('Alert above').fill('nine seconds');
      await shoot('4-modal');
      await modal.getByRole('button', { name: 'Create' }).click();
      await modal.getByText('Write a number from 1 to 3600000.').waitFor();
      await modal.getByLabel('Alert above').fill('9000');
      await modal.getByRole('button', { name: 'Create' }).click();
      await page.getByText('Slow in links is made').waitFor();
      await shoot('5-made');
      await page.keyboard.press('Escape');

      await type('/alert rules');
      await page.getByRole('cell', { name: 'slow-in-links' }).waitFor();
      await shoot('6-rules');
      await type('/alert history --hours 1 --severity error');
      await page.getByRole('cell', { name: /^recovered after/ }).waitFor();
      await shoot('7-history');
      await type('/alert history --hours 1 --severity info');
      await page.getByText('No alerts in the last 1 h, severity info.', { exact: true }).waitFor();

      // One message for all of it, besides the lines in its thread.
      const asked = { user: adminUserId, channel: generalChannelId, limit: 50 };
      const { messages } = await app.client.call('history', asked);
      expect(messages.map(({ text }) => text).filter((text) => text.includes('Error rate: 60 %'))).toHaveLength(1);
      expect(browser.problems).toEqual([]);
    });
  }, 90_000);
});
