import { describe, expect, it } from 'vitest';
import { findChromium, withBrowser } from '../support/browser.ts';
import { startTestApp } from '../support/test-app.ts';
import { dialects } from '../support/test-databases.ts';

// Without a browser on the machine these are shown as skipped; CI installs one and lets nothing be skipped.
describe.skipIf(findChromium() === null).each(dialects)('a person with a browser, state on %s', (dialect) => {
  it('asks about a page, posts its link again, finds it by its words, and reads the digest and the ideas', async () => {
    await using app = await startTestApp({ dialect, environment: { GLOSS_PIPELINE_KNOWN_LINK_DAYS: '90' } });
    await withBrowser(async (browser) => {
      const page = await browser.openPage(app.url);
      await page.getByRole('button', { name: /Vector search/ }).click();
      const thread = page.getByRole('complementary', { name: 'Thread' });
      await thread.getByText('How can this be used in our projects?').waitFor();

      const say = async (box: string, text: string): Promise<void> => {
        await page.getByTestId(box).fill(text);
        // Completions would take the Enter key; Escape in a thread closes it.
        if (box === 'composer') await page.getByTestId(box).press('Escape');
        await page.getByTestId(box).locator('xpath=ancestor::form').getByRole('button', { name: 'Send' }).click();
      };
      await say('thread-composer', '@gloss how much memory do one hundred million vectors take?');
      await thread.getByText('The page says:').waitFor();
      await thread
        .getByText('“One hundred million vectors with 768 dimensions take about 300 gigabytes as 32-bit floats.”')
        .waitFor();
      await thread.getByRole('button', { name: 'Helpful', exact: true }).last().click();
      await thread.getByRole('button', { name: 'Helpful, 1 vote' }).waitFor();

      await page.getByRole('button', { name: /Vector search/ }).click();
      await page.getByTestId('open-thread').nth(1).click();
      await thread.getByText('Summarized before:').waitFor();
      await thread.getByText(/The page has not changed since/).waitFor();
      expect(await thread.getByRole('link', { name: 'its thread' }).getAttribute('href')).toContain('/archives/');

      const command = (text: string): Promise<void> => say('composer', text);
      await command('/links search quantization memory');
      const found = page.getByRole('link', { name: /Vector search: how approximate indexes/ });
      await found.first().waitFor();
      await command('/links digest');
      await page.getByRole('heading', { name: 'Links of the week' }).waitFor();
      await command('/links ideas');
      await page.getByRole('heading', { name: 'Ideas for our projects' }).waitFor();
      await page.getByRole('button', { name: 'Open', exact: true }).first().click();
      const modal = page.getByRole('dialog');
      await modal
        .getByRole('button', { name: /^Vote for this idea, 0 votes/ })
        .first()
        .click();
      await modal.getByRole('button', { name: /^Vote for this idea, 1 vote so far/ }).waitFor();
      await modal.getByRole('button', { name: 'Take it on' }).first().click();
      await modal.getByRole('button', { name: 'Give up' }).waitFor();
      expect(browser.problems).toEqual([]);
    });
  }, 90_000);
});
