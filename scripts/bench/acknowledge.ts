/** How fast an event is acknowledged while links are being summarized, beside a bare Bolt app in the same run. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { forgetfulStorage } from '../../src/core/workspace-storage.ts';
import { createOutside } from '../../src/main.ts';
import type { TrafficEntry } from '../../src/workspace/control-api.ts';
import { createWorkspaceClient } from '../../src/workspace/control-client.ts';
import { WorkspaceSettings } from '../../src/workspace/settings.ts';
import { createWorkspace } from '../../src/workspace/workspace.ts';

const root = join(import.meta.dirname, '..', '..');

export interface AcknowledgeFigures {
  events: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

interface Measured {
  figures: AcknowledgeFigures;
  repliesPerPost: number;
}

/** Posts `linksPerMinute` links for `seconds` to the app that `entry` starts, and reads the acknowledgement times off the workspace. */
async function measure(entry: string, seconds: number, linksPerMinute: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'gloss-bench-'));
  const workspace = createWorkspace(WorkspaceSettings.parse({ port: 0 }), createOutside('warn'), {
    storage: forgetfulStorage,
    app: { name: 'Gloss', commands: [], messageShortcuts: [], globalShortcuts: [] },
  });
  const address = await workspace.start();
  const child = spawn(process.execPath, [join(root, entry)], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      SLACK_BOT_TOKEN: address.botToken,
      SLACK_APP_TOKEN: address.appToken,
      SLACK_API_URL: address.apiUrl,
      LOG_LEVEL: 'error',
      DATABASE_URL: join(folder, 'gloss.db'),
      GLOSS_STORE_TRACES_FILE: join(folder, 'traces.db'),
      GLOSS_RETRIEVAL_FETCH_ALLOW: `127.0.0.1:${address.port}`,
      GLOSS_SLACK_POST_INTERVAL_MS: '0',
    },
  });
  try {
    const client = createWorkspaceClient(address.url, fetch);
    const opening = await client.call('state', { user: 'U0LOCALDSGN' });
    const channel = opening.channels.find(({ name }) => name === 'links')?.id ?? '';
    for (let tries = 0; !(await client.call('state', { user: 'U0LOCALDSGN' })).app.connected; tries += 1) {
      if (tries > 200) throw new Error(`${entry} did not connect`);
      await wait(100);
    }
    const gapMs = 60_000 / linksPerMinute;
    const count = Math.round((seconds * 1000) / gapMs);
    for (let index = 0; index < count; index += 1) {
      const sample = opening.samples[index % opening.samples.length];
      await client.call('post', { user: 'U0LOCALDSGN', channel, text: `${sample?.url}?post=${index}` });
      await wait(gapMs);
    }
    await wait(3000);
    const entries: TrafficEntry[] = [];
    for (let after = 0; ;) {
      const page = await client.call('traffic', { after });
      if (page.entries.length === 0) break;
      entries.push(...page.entries);
      after = page.entries.at(-1)?.id ?? after;
    }
    const posts = entries.filter((entry) => entry.direction === 'from_app' && entry.what === 'chat.postMessage').length;
    return { figures: figuresOf(entries), repliesPerPost: posts / count };
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    await workspace.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function figuresOf(entries: readonly TrafficEntry[]): AcknowledgeFigures {
  const times = entries
    .filter((entry) => entry.direction === 'to_app' && entry.what.includes('message') && entry.tookMs !== null)
    .map((entry) => entry.tookMs ?? 0)
    .sort((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN;
  return { events: times.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: times.at(-1) ?? Number.NaN };
}

/** Prints the table. @returns whether the promise holds: p99 under 100 ms. */
export async function benchAcknowledge(seconds: number): Promise<boolean> {
  const bare = await measure('scripts/bench/bare-bolt.ts', seconds, 200);
  const gloss = await measure('src/main.ts', seconds, 200);
  const row = (name: string, { figures, repliesPerPost }: Measured): void => {
    const { events, p50Ms, p99Ms, maxMs } = figures;
    console.log(
      `${name.padEnd(22)} ${String(events).padStart(6)} ${p50Ms.toFixed(1).padStart(8)} ${p99Ms.toFixed(1).padStart(8)} ${maxMs.toFixed(1).padStart(8)} ${repliesPerPost.toFixed(2).padStart(8)}`,
    );
  };
  console.log(`Acknowledgement of message events, 200 links a minute for ${seconds} s (ms)`);
  console.log(
    `${''.padEnd(22)} ${'events'.padStart(6)} ${'p50'.padStart(8)} ${'p99'.padStart(8)} ${'max'.padStart(8)} ${'replies'.padStart(8)}`,
  );
  row('bare Bolt echo app', bare);
  row('Gloss, summarizing', gloss);
  console.log(
    `ratio p50 ${(gloss.figures.p50Ms / bare.figures.p50Ms).toFixed(2)}, p99 ${(gloss.figures.p99Ms / bare.figures.p99Ms).toFixed(2)}`,
  );
  return gloss.figures.p99Ms < 100;
}
