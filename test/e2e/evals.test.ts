import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readEvalResults } from '../../src/core/eval-results-file.ts';
import { adminUserId } from '../../src/workspace/opening-state.ts';
import { commandTyper } from '../support/command-typer.ts';
import { findChromium, withBrowser } from '../support/browser.ts';
import { codeScorerIds } from '../support/eval-item-deps.ts';
import { answerHonestly } from '../support/honest-answer.ts';
import { createOpenaiServer } from '../support/openai-server.ts';
import { startTestApp } from '../support/test-app.ts';
import { dialects } from '../support/test-databases.ts';

// Without a browser on the machine these are shown as skipped; CI installs one and lets nothing be skipped.
describe.skipIf(findChromium() === null).each(dialects)('an operator with a browser, state on %s', (dialect) => {
  it('runs an eval, watches it, stops it, takes it up again, looks into an item and takes the results along', async () => {
    const held = { isSlow: true, asked: 0 };
    await using server = await createOpenaiServer({
      replies(request) {
        held.asked += 1;
        // The first few answer at once, so that there is something to see; then the model takes its time.
        const isHeld = held.isSlow && held.asked > 12;
        return isHeld ? { kind: 'hang' } : answerHonestly(request);
      },
    });
    await using app = await startTestApp({
      dialect,
      environment: {
        OPENAI_BASE_URL: server.baseUrl,
        GLOSS_EVALS_SCORERS: codeScorerIds.join(','),
        GLOSS_EVALS_CONCURRENCY: '2',
        GLOSS_LLM_DAILY_BUDGET_USD: '0',
      },
    });
    await withBrowser(async (browser) => {
      const page = await browser.openPage(app.url);
      await page.getByTestId('user-picker').selectOption(adminUserId);
      await page.getByRole('button', { name: /^links/ }).click();
      const type = commandTyper(page);
      await type('/eval run smoke');
      await page.getByText(/This will cost about \$0\.\d+, from the length of the pages/).waitFor();
      await page.getByRole('button', { name: 'Start 10 answers' }).click();
      await page.getByRole('button', { name: 'Start 10 answers' }).waitFor({ state: 'detached' });
      await page.getByText(/▰+▱+ [2-9]\/10 · about/).waitFor({ timeout: 40_000 });
      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
      await page.getByText(/▰+▱+ [2-9]\/10 · Cancelled\./).waitFor({ timeout: 20_000 });
      held.isSlow = false;
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('button', { name: 'Run again ×3' }).waitFor({ timeout: 40_000 });
      await page.getByText('Eval smoke: done').waitFor();
      await page.getByRole('button', { name: 'Show failures' }).click();
      await page.getByText('worst first', { exact: false }).first().waitFor();
      await page.getByRole('button', { name: 'Open', exact: true }).first().click();
      const modal = page.getByRole('dialog');
      await modal.getByText('Mean of scores').waitFor();
      await modal.getByText('TLDR', { exact: true }).waitFor();
      await page.keyboard.press('Escape');
      await modal.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Export results' }).click();
      await page.getByText('I sent you eval_results.json as a direct message.').first().waitFor();
      await type('/eval list');
      await page.getByRole('cell', { name: 'smoke', exact: true }).waitFor();
      await page.getByRole('button', { name: 'Chat with Gloss' }).click();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('file').click()]);
      const file = readEvalResults(await readFile(await download.path(), 'utf8'), 'eval_results.json');
      expect(file.results).toHaveLength(10);
      expect(file.run).toMatchObject({ status: 'done', provider: 'openai' });
      expect(browser.problems).toEqual([]);
    });
    // Nothing of it is a run that somebody asked for in a channel.
    const now = Date.now();
    const window = { fromMs: now - 3_600_000, toMs: now };
    expect((await app.app.store.analytics.throughput(window, 'hour')).runs).toBe(0);
    expect((await app.app.store.analytics.costs(window)).total.usd).toBeGreaterThan(0);
  }, 120_000);
});
