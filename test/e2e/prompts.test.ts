import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adminUserId } from '../../src/workspace/opening-state.ts';
import { commandTyper } from '../support/command-typer.ts';
import { findChromium, withBrowser } from '../support/browser.ts';
import { copyOfRoot } from '../support/copy-of-root.ts';
import { createTempFolder } from '../support/create-temp-folder.ts';
import { startTestApp } from '../support/test-app.ts';

// Without a browser on the machine this is shown as skipped; CI installs one and lets nothing be skipped.
describe.skipIf(findChromium() === null)('an admin with an idea for a prompt', () => {
  it('edits the file, syncs, compares, tries it on a page, promotes it, takes that back and splits links', async () => {
    const rootDirectory = copyOfRoot(createTempFolder());
    const file = join(rootDirectory, 'prompts/stage-b-compose-reply.yaml');
    await using app = await startTestApp({ rootDirectory });
    await withBrowser(async (browser) => {
      const page = await browser.openPage(app.url);
      await page.getByTestId('user-picker').selectOption(adminUserId);
      await page.getByRole('button', { name: /^links/ }).click();
      const type = commandTyper(page);
      const screenshot = async (name: string): Promise<void> => {
        const to = process.env['GLOSS_SCREENSHOTS'];
        if (to !== undefined) await page.screenshot({ path: join(to, `${name}.png`) });
      };

      const told = page.getByTestId('message');
      const says = (text: string) => told.getByText(text, { exact: false }).last().waitFor();
      await type('/prompt sync');
      await says('Nothing is new');
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace('You write short replies', 'You write brief and plain replies'),
      );
      await type('/prompt sync');
      await says('is new and is the candidate now');
      await type('/prompt list');
      await says('has a candidate that does not run yet');
      await screenshot('prompt-list');

      const modal = page.getByRole('dialog');
      await page.getByRole('button', { name: 'Compare' }).click();
      await modal.getByText('brief and plain', { exact: false }).first().waitFor();
      await screenshot('prompt-diff');
      await page.keyboard.press('Escape');
      await modal.waitFor({ state: 'detached' });

      await type(`/prompt try stage-b ${app.samples[0] ?? ''}`);
      await modal.getByText('Nothing was posted.', { exact: false }).waitFor({ timeout: 20_000 });
      await modal.getByText('the versions cannot differ', { exact: false }).waitFor();
      await screenshot('prompt-try');
      await page.keyboard.press('Escape');
      await modal.waitFor({ state: 'detached' });

      await type('/prompt promote stage-b');
      await says('was not promoted');
      await type('/prompt promote stage-b --force --reason "plainer words"');
      await says('prod promoted');
      await screenshot('prompt-promote');
      await page.getByRole('button', { name: 'Undo' }).click();
      await says('prod undone');
      await type('/prompt show stage-b');
      await says('plainer words');
      await screenshot('prompt-show');

      await type('/prompt ab stage-b prod candidate --share 50');
      await says('stage-b-compose-reply: A and B');
      for (const url of app.samples.slice(0, 3)) await app.summary((await app.post(url)).ts);
      await type('/prompt ab stage-b');
      await says('100 % (');
      await told.getByText('100 % (', { exact: false }).last().scrollIntoViewIfNeeded();
      await screenshot('prompt-ab');
      await type('/prompt ab stage-b stop');
      await says(', ended ');
      await type('/prompt ab');
      await says('Links are not divided');
      await page.getByRole('button', { name: 'Gloss Home' }).click();
      await page
        .getByTestId('home')
        .getByText(/stage-b-compose-reply: candidate is [0-9a-f]{12}/)
        .waitFor();

      const history = await app.app.store.prompts.labelHistory('stage-b-compose-reply');
      expect(history.map(({ kind }) => kind)).toEqual(['undo', 'promote', 'sync', 'sync']);
      expect(browser.problems).toEqual([]);
    });
    const audit = await app.app.store.audit.list('T0LOCALTEAM', { action: 'prompt', limit: 20 });
    expect(audit.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'prompt.split done',
      'prompt.split done',
      'prompt.undo done',
      'prompt.promote done',
      'prompt.promote failed',
      'prompt.try done',
      'prompt.sync done',
      'prompt.sync done',
    ]);
  }, 90_000);
});
