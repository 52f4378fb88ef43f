import type { Page } from 'playwright-core';

/** Types into the channel's composer and sends it; Escape first, for a list of completions would take the press. */
export function commandTyper(page: Page): (command: string) => Promise<void> {
  return async (command) => {
    const box = page.getByTestId('composer').first();
    await box.fill(command);
    await box.press('Escape');
    await page.getByRole('button', { name: 'Send' }).first().click();
  };
}
