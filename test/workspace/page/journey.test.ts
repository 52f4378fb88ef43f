// Slack's postMessage is not the window's of the same name.
import type { App } from '@slack/bolt';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, type PageOptions, withBrowser } from '../../support/browser.ts';
import { startBolt } from '../bolt-app.ts';
import type { TestOutside } from '../../support/test-outside.ts';
import { designer, engineer, general, links, startTestWorkspace, type TestWorkspace } from '../test-workspace.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const button = (text: string, id: string) => ({ type: 'button' as const, text: plain(text), action_id: id });

/** A small app: answers links in their thread, opens a form from its button, echoes a command. */
function listen(app: App, submitted: unknown[]): void {
  app.message(/https?:/, async ({ message, client }) => {
    await client.chat.postMessage({
      channel: message.channel,
      thread_ts: message.ts,
      text: 'A page in three sentences.',
      blocks: [
        { type: 'header', text: plain('Quiet queues') },
        { type: 'section', text: { type: 'mrkdwn', text: 'A page in *three* sentences.' } },
        { type: 'actions', block_id: 'acts', elements: [button('Where from?', 'where'), button('Silent', 'silent')] },
      ],
    });
  });
  app.action('where', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions') return;
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'form',
        title: plain('Where from?'),
        submit: plain('Save'),
        blocks: [
          {
            type: 'input',
            block_id: 'reason',
            label: plain('Reason'),
            element: { type: 'plain_text_input', action_id: 'text' },
          },
          {
            type: 'input',
            block_id: 'tell',
            label: plain('Tell'),
            optional: true,
            element: { type: 'multi_users_select', action_id: 'people' },
          },
        ],
      },
    });
  });
  app.view('form', async ({ ack, view }) => {
    const reason = view.state.values['reason']?.['text']?.value ?? '';
    if (reason.length < 5) return ack({ response_action: 'errors', errors: { reason: 'Five letters at least.' } });
    submitted.push(view.state.values);
    return ack();
  });
  // Nobody acknowledges this one.
  app.action('silent', () => Promise.resolve());
  app.command('/echo', async ({ ack, command }) => ack({ text: `You said *${command.text}*` }));
}

async function withPage(
  work: (parts: {
    page: Page;
    open: (options?: PageOptions & { user?: string; hash?: string }) => Promise<Page>;
    workspace: TestWorkspace<TestOutside>;
    submitted: unknown[];
  }) => Promise<void>,
): Promise<void> {
  await using workspace = await startTestWorkspace();
  const submitted: unknown[] = [];
  await using _bolt = await startBolt(workspace, (app) => listen(app, submitted));
  await withBrowser(async (browser) => {
    const open = async ({
      user = designer,
      hash = `#/${general}`,
      ...options
    }: PageOptions & { user?: string; hash?: string } = {}) =>
      browser.openPage(`${workspace.address.url}/?user=${user}${hash}`, options);
    await work({ page: await open(), open, workspace, submitted });
    // Also catches whatever the page's own content security policy would refuse.
    expect(browser.problems).toEqual([]);
  });
}

describe.skipIf(findChromium() === null)('the page in a browser', () => {
  it('leads from a posted link to its answer, a dialog with errors, and back', async () => {
    await withPage(async ({ page, submitted }) => {
      await page.getByTestId('composer').fill('Worth a read: https://a.test/queues?x=1&y=2');
      await page.getByTestId('composer').press('Enter');
      const thread = page.getByTestId('thread');
      await thread.getByRole('heading', { name: 'Quiet queues' }).waitFor();
      expect(await thread.locator('strong').textContent()).toBe('three');
      expect(await page.getByTestId('open-thread').textContent()).toContain('1 reply');

      await thread.getByRole('button', { name: 'Where from?' }).click();
      const modal = page.getByRole('dialog', { name: 'Where from?' });
      await modal.getByTestId('modal-submit').click();
      await modal.getByText('Please complete this required field.').waitFor();
      await modal.getByRole('textbox', { name: 'Reason' }).fill('no');
      await modal.getByTestId('modal-submit').click();
      await modal.getByText('Five letters at least.').waitFor();
      await modal.getByText('Choose…').click();
      await modal.getByRole('checkbox', { name: 'Engineer' }).check();
      await modal.getByRole('textbox', { name: 'Reason' }).fill('It reads well');
      await modal.getByTestId('modal-submit').click();
      await modal.waitFor({ state: 'detached' });
      expect(submitted).toMatchObject([
        { reason: { text: { value: 'It reads well' } }, tell: { people: { selected_users: [engineer] } } },
      ]);
      expect(await page.locator(':focus').textContent()).toBe('Where from?');
      await page.keyboard.press('Escape');
      await thread.waitFor({ state: 'hidden' });
    });
  });

  it('completes and runs a command, and shows the answer to this person only', async () => {
    await withPage(async ({ page, open }) => {
      const composer = page.getByTestId('composer');
      await composer.pressSequentially('/ec');
      await page.getByRole('option', { name: '/echo' }).waitFor();
      await composer.press('Tab');
      await composer.pressSequentially('hello');
      expect(await page.locator('.composer-hint').first().textContent()).toContain('/echo [text]');
      await composer.press('Enter');
      const answer = page.getByTestId('message').filter({ hasText: 'You said hello' });
      await answer.getByText('Only visible to you').waitFor();
      const other = await open({ user: engineer });
      await other.getByRole('heading', { name: '#general' }).waitFor();
      expect(await other.getByTestId('message').count()).toBe(0);
      await answer.getByRole('button', { name: 'Dismiss' }).click();
      await answer.waitFor({ state: 'detached' });
    });
  });

  it('edits, reacts to and deletes a message, and others see it live', async () => {
    await withPage(async ({ page, open }) => {
      const other = await open({ user: engineer });
      await other.getByRole('heading', { name: '#general' }).waitFor();
      await page.getByTestId('composer').fill('Frist');
      await page.getByTestId('composer').press('Enter');
      const mine = page.getByTestId('message').filter({ hasText: 'Designer' });
      const seen = other.getByTestId('message');
      await seen.getByText('Frist').waitFor();

      await mine.hover();
      await mine.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Edit message' }).click();
      await page.getByRole('textbox', { name: 'Edit message' }).fill('First');
      await page.keyboard.press('Enter');
      await seen.getByText('First').waitFor();
      expect(await seen.textContent()).toContain('(edited)');

      await mine.hover();
      await mine.getByRole('button', { name: 'Add a reaction' }).click();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await seen.getByRole('button', { name: '-1, 1: Designer' }).click();
      await mine.getByRole('button', { name: '-1, 2' }).waitFor();

      await mine.hover();
      await mine.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Delete message' }).click();
      await page.getByTestId('confirm').getByRole('button', { name: 'Delete' }).click();
      await seen.waitFor({ state: 'detached' });
    });
  });

  it('closes the thread of a message that was deleted, and moves down under the banner of a lost server', async () => {
    await withPage(async ({ page }) => {
      await page.getByTestId('composer').fill('Short-lived');
      await page.getByTestId('composer').press('Enter');
      const mine = page.getByTestId('message').filter({ hasText: 'Short-lived' });
      await mine.hover();
      await mine.getByRole('button', { name: /thread/i }).click();
      const pane = page.getByTestId('thread');
      await pane.getByText('Short-lived').waitFor();
      await mine.first().hover();
      await mine.first().getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Delete message' }).click();
      await page.getByTestId('confirm').getByRole('button', { name: 'Delete' }).click();
      await pane.waitFor({ state: 'hidden' });

      await page.locator('#offline').evaluate((banner) => banner.removeAttribute('hidden'));
      const height = await page.locator('#offline').evaluate((banner) => banner.getBoundingClientRect().height);
      const composer = await page.getByTestId('composer').boundingBox();
      const head = await page.locator('.place-bar').boundingBox();
      expect(head?.y).toBe(height);
      expect((composer?.y ?? 0) + (composer?.height ?? 0)).toBeLessThan(900);
    });
  });

  it('says so when the app does not acknowledge, and frees the button', async () => {
    await withPage(async ({ page, workspace }) => {
      await page.getByTestId('composer').fill('https://a.test/queues');
      await page.getByTestId('composer').press('Enter');
      const silent = page.getByTestId('thread').getByRole('button', { name: 'Silent' });
      await silent.click();
      await expect.poll(() => silent.getAttribute('aria-busy')).toBe('true');
      await expect
        .poll(async () => {
          await workspace.outside.clock.advance(3000);
          return page.getByTestId('toast').count();
        })
        .toBe(1);
      expect(await page.getByTestId('toast').textContent()).toContain('operation_timeout');
      await expect.poll(() => silent.getAttribute('aria-busy')).toBeNull();
    });
  });

  it('marks what is unread elsewhere, shows the traffic and keeps the place in the address', async () => {
    await withPage(async ({ page, workspace }) => {
      await page.getByTestId('connection').getByText('is connected').waitFor();
      await workspace.client.call('post', { user: engineer, channel: links, text: 'Look at *this*' });
      await page.getByLabel('1 unread').waitFor();
      await page.getByRole('button', { name: 'links 1' }).click();
      await page.getByTestId('message').getByText('Look at this').waitFor();
      expect(page.url()).toContain(`#/${links}`);
      expect(await page.getByLabel('1 unread').count()).toBe(0);
      await page.goBack();
      await page.getByRole('heading', { name: '#general' }).waitFor();

      await page.getByRole('button', { name: 'Traffic' }).click();
      const entry = page.getByTestId('traffic-entry').filter({ hasText: 'message' }).first();
      await entry.locator('summary').click();
      await entry.getByText('"client_msg_id"').waitFor();
      await page.keyboard.press('Escape');
      await page.getByTestId('traffic').waitFor({ state: 'hidden' });
    });
  });

  it('draws the Home that the app publishes, and again when it changes', async () => {
    await withPage(async ({ page, workspace }) => {
      const publish = (text: string) =>
        workspace.api('views.publish', {
          user_id: designer,
          view: { type: 'home', blocks: [{ type: 'header', text: plain(text) }] },
        });
      await publish('Today');
      await page.getByRole('button', { name: 'Reader Home' }).click();
      await page.getByTestId('home').getByRole('heading', { name: 'Today' }).waitFor();
      await publish('Tomorrow');
      await page.getByTestId('home').getByRole('heading', { name: 'Tomorrow' }).waitFor();
      expect(await page.getByRole('heading', { name: 'Today' }).count()).toBe(0);
    });
  });

  it('fits a narrow screen, where the menu slides in and a thread fills the page', async () => {
    await withPage(async ({ open }) => {
      const page = await open({ width: 360, height: 740, colorScheme: 'dark' });
      await page.getByRole('heading', { name: '#general' }).waitFor();
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('button', { name: 'links' }).click();
      await page.getByTestId('composer').fill(`https://a.test/${'long'.repeat(60)}`);
      await page.getByTestId('composer').press('Enter');
      await page.getByTestId('open-thread').click();
      await page.getByTestId('thread').getByRole('button', { name: 'Where from?' }).waitFor();
      expect(await page.getByTestId('thread').boundingBox()).toMatchObject({ x: 0, width: 360 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    });
  });

  it('names every control and posts a sample with one click', async () => {
    await withPage(async ({ page }) => {
      await page.getByTestId('sample').first().click();
      await page.getByTestId('thread').getByRole('heading', { name: 'Quiet queues' }).waitFor();
      const nameless = await page.evaluate(`
        [...document.querySelectorAll('button, input, select, textarea, [role=combobox]')]
          .filter((control) => !control.getAttribute('aria-label') && !control.getAttribute('aria-labelledby')
            && !control.textContent.trim() && !(control.labels?.length))
          .map((control) => control.outerHTML)`);
      expect(nameless).toEqual([]);
    });
  });
});
