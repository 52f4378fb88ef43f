import { expect, test, vi } from 'vitest';
import { withBrowser } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { rows, startOn, startPage } from '../support/installed-links.ts';
import { beginInstall, grant, tenants } from '../support/installed-program.ts';

const { first, second } = tenants;

vi.setConfig({ testTimeout: 60_000 });

test('a state is good for one use, in the browser it was made for, for ten minutes, and only if it is ours', async () => {
  await using page = await startPage();
  let now = Date.now();
  await using program = await startOn(page, { now: () => now });
  const { base, server } = program;
  const back = (state: string, code: string): string =>
    `${base}/slack/oauth_redirect?${new URLSearchParams({ code, state }).toString()}`;
  const offer = (code: string): void => {
    server.codes.set(code, grant(first));
    server.tenants.set(first.botToken, first);
  };
  const tokens = () => rows(program.folder, 'select team_id from installations');

  const visitor = program.browser();
  const url = await beginInstall(base, visitor);
  expect(`${url.origin}${url.pathname}`).toBe(`${new URL(server.url).origin}/oauth/v2/authorize`);
  expect(url.searchParams.get('redirect_uri')).toBe('https://gloss.example/slack/oauth_redirect');
  expect(url.searchParams.get('scope')?.split(',')).toContain('chat:write');
  const state = url.searchParams.get('state') ?? '';
  const cookies = new Map(visitor.cookies);

  offer('a');
  const stranger = program.browser();
  expect((await stranger.get(back(state, 'a'))).status).toBe(400);
  const forged = `${state.slice(0, -2)}xx`;
  for (const name of cookies.keys()) stranger.cookies.set(name, forged);
  expect((await stranger.get(back(forged, 'a'))).status).toBe(400);

  now += 601_000;
  const late = await visitor.get(back(state, 'a'));
  expect(late.status).toBe(400);
  expect(late.text).toContain('older than ten minutes');
  expect(late.text).toContain('href="/slack/install"');
  expect(tokens()).toEqual([]);
  expect(server.callsOf('oauth.v2.access')).toEqual([]);

  const again = await beginInstall(base, visitor);
  const used = again.searchParams.get('state') ?? '';
  const kept = new Map(visitor.cookies);
  expect((await visitor.get(back(used, 'a'))).status).toBe(200);
  expect(tokens()).toEqual([{ team_id: first.teamId }]);
  offer('b');
  // Another process, to which the same request is sent once more with everything that was recorded of it.
  await using twin = await startOn(page, { before: program, now: () => now });
  for (const target of [base, twin.base]) {
    const replay = program.browser();
    for (const [name, value] of kept) replay.cookies.set(name, value);
    const answer = await replay.get(back(used, 'b').replace(base, target));
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('used before');
  }
  expect(server.callsOf('oauth.v2.access')).toHaveLength(1);
});

test('what goes wrong at Slack is said in words, and what it sends is only text', async () => {
  await using page = await startPage();
  await using program = await startOn(page);
  const { base, server } = program;
  const finish = async (query: Record<string, string>) => {
    const visitor = program.browser();
    const url = await beginInstall(base, visitor);
    return visitor.get(
      `${base}/slack/oauth_redirect?${new URLSearchParams({ state: url.searchParams.get('state') ?? '', ...query }).toString()}`,
    );
  };
  const refused = await finish({ error: 'access_denied' });
  expect(refused.text).toContain('nothing was changed');
  expect((await finish({})).text).toContain('did not send the code');
  const unknown = await finish({ code: '<script>alert(1)</script>' });
  expect(unknown.status).toBe(502);
  expect(unknown.text).not.toContain('<script');
  expect(unknown.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(unknown.headers.get('referrer-policy')).toBe('no-referrer');

  server.tenants.set(first.botToken, first);
  server.codes.set(
    'org',
    grant(first, { team: null, enterprise: { id: 'E1', name: 'All' }, is_enterprise_install: true }),
  );
  expect((await finish({ code: 'org' })).text).toContain('not for a whole organisation');
  server.codes.set('two', grant(first, { team: { id: 'T9', name: 'Nine' } }));
  expect((await finish({ code: 'two' })).text).toContain('named two workspaces');
  expect(rows(program.folder, 'select * from installations')).toEqual([]);
});

test('in a browser: from the install page over Slack to the page that says what comes next', async () => {
  await using page = await startPage();
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  await using program = await startOn(page, { environment: { PORT: String(port), GLOSS_SLACK_PUBLIC_URL: base } });
  program.server.codes.set('code-1', grant(second));
  program.server.tenants.set(second.botToken, second);
  await withBrowser(async (browser) => {
    const tab = await browser.openPage(`${base}/slack/install`);
    await tab.getByRole('link', { name: 'Add to Slack' }).click();
    await tab.getByRole('link', { name: 'Allow' }).click();
    await tab.getByRole('heading', { name: 'Gloss is in Harbour <b>Office</b>' }).waitFor();
    expect(await tab.getByRole('link', { name: 'Open Slack' }).getAttribute('href')).toBe(
      'https://app.slack.com/client/T2TWO',
    );
    // Back and once more: the code and the state are used up.
    await tab.reload();
    await tab.getByRole('heading', { name: 'Gloss was not installed' }).waitFor();
    await tab.getByRole('link', { name: 'Begin again' }).click();
    await tab.getByRole('link', { name: 'Add to Slack' }).waitFor();
    expect(browser.problems.filter((problem) => !problem.includes('status of 400'))).toEqual([]);
  });
  expect((await program.app.store.installations.list()).map(({ teamId }) => teamId)).toEqual([second.teamId]);
});
