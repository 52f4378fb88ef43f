import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const STEP_TIMEOUT_MS = 10_000;

export interface PageOptions {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
}

export interface TestBrowser {
  /** A fresh visitor's page; whatever it prints as an error or throws is kept in `problems`. */
  openPage(url: string, options?: PageOptions): Promise<Page>;
  readonly problems: string[];
}

/** Where Chromium is: `CHROMIUM_PATH`, otherwise Debian's. Null when there is none. */
export function findChromium(): string | null {
  const path = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  return existsSync(path) ? path : null;
}

/** Runs work with a headless Chromium and closes it afterwards, whatever happens. Fails with what to install when there is none. */
export async function withBrowser<T>(work: (browser: TestBrowser) => Promise<T>): Promise<T> {
  const executablePath = findChromium();
  if (executablePath === null) {
    throw new Error('No Chromium: install it as /usr/bin/chromium, or set CHROMIUM_PATH to its program file.');
  }
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
  try {
    return await work(createTestBrowser(browser));
  } finally {
    await browser.close();
  }
}

function createTestBrowser(browser: Browser): TestBrowser {
  const problems: string[] = [];
  return {
    problems,
    async openPage(url, { width = 1440, height = 900, colorScheme = 'light' } = {}) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme });
      const page = await context.newPage();
      // Shorter than a test may take, so that a failure names the step that waited.
      page.setDefaultTimeout(STEP_TIMEOUT_MS);
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      await page.goto(url);
      return page;
    },
  };
}
