import { expect, test } from 'vitest';
import type { AuditEntry } from '../../src/core/audit.ts';
import { auditVerdictReport } from '../../src/slack/blocks/audit/audit-report.ts';
import { renderReport } from '../../src/slack/blocks/report.ts';
import { validateMessage } from '../../src/slack/blocks/validate-blocks.ts';
import { memoryAudit } from '../support/memory-audit.ts';
import { buttonPress, slashCommand, startTestSlackApp, type TestSlackApp } from '../support/test-slack-app.ts';

const row = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  teamId: 'T1',
  actorId: 'U2',
  action: 'prompt.promote',
  target: 'stage-b-compose-reply@prod',
  before: 'aaaaaaaaaaaa',
  after: 'bbbbbbbbbbbb',
  reason: 'the eval passed',
  outcome: 'done',
  ...changes,
});

async function start(entries: readonly AuditEntry[] = []): Promise<TestSlackApp> {
  const audit = memoryAudit();
  for (const entry of entries) await audit.log.record(entry);
  const slack = await startTestSlackApp({ settings: { admins: ['U2'] }, deps: { audit: audit.log } });
  return { ...slack, audited: audit.entries };
}

const answers = (slack: TestSlackApp) =>
  slack.server
    .callsOf('chat.postEphemeral')
    .map((args) => ({ text: String(args['text']), blocks: args['blocks'] as { type: string }[] }));

async function typed(slack: TestSlackApp, text: string, changes: Record<string, unknown> = {}) {
  const before = answers(slack).length;
  await slack.receiver.deliver(slashCommand('/audit', text, changes));
  const answer = answers(slack)[before] ?? { text: '', blocks: [] };
  expect(validateMessage(answer)).toEqual([]);
  return JSON.stringify(answer);
}

/** The value of the button that shows older rows; null where there is none. */
function older(answer: string): string | null {
  return /"action_id":"audit_older".*?"value":"((?:\\.|[^"])*)"/.exec(answer)?.[1]?.replaceAll('\\"', '"') ?? null;
}

test('/audit shows admins who changed what, newest first, as a table', async () => {
  await using slack = await start([
    row(),
    row({ actorId: 'U3', action: 'alert.mute', target: 'rule slow', outcome: 'refused', before: null, after: 'role' }),
    row({ teamId: 'T2', target: 'of another team' }),
  ]);
  const answer = await typed(slack, '');
  expect(answer).toContain('"type":"table"');
  for (const part of ['aaaaaaaaaaaa → bbbbbbbbbbbb', 'the eval passed', '✓ done', '✗ refused', '"user_id":"U3"']) {
    expect(answer).toContain(part);
  }
  expect(answer.indexOf('alert.mute')).toBeLessThan(answer.indexOf('prompt.promote'));
  expect(answer).toContain('n = 2, newest first, times in UTC · these are all');
  expect(answer).not.toContain('another team');
});

test.each([
  ['--actor <@U3|anna>', ['b']],
  ['--action prompt', ['b', 'a']],
  ['--action prompt.rollback', ['b']],
  ['--outcome refused', ['c']],
  ['list --action PROMPT --actor U2ABCDE', []],
])('/audit %s shows the rows that fit', async (text, targets) => {
  await using slack = await start([
    row({ target: 'a' }),
    row({ target: 'b', action: 'prompt.rollback', actorId: 'U3' }),
    row({ target: 'c', action: 'export.run', outcome: 'refused' }),
  ]);
  const answer = await typed(slack, text);
  const shown = ['c', 'b', 'a'].filter((target) => answer.includes(`{"type":"raw_text","text":"${target}"}`));
  expect(shown).toEqual(targets);
  expect(answer).toContain(targets.length === 0 ? 'No row with one person, action prompt.' : `n = ${targets.length}`);
});

test('Older goes on with the same filters, page by page, to the end', async () => {
  await using slack = await start(
    Array.from({ length: 5 }, (_, index) => row({ target: `row ${index}`, actorId: index === 2 ? 'U3' : 'U2' })),
  );
  const first = await typed(slack, '--actor <@U2> --limit 2');
  expect([first.includes('row 4'), first.includes('row 3'), first.includes('row 1')]).toEqual([true, true, false]);
  await slack.receiver.deliver(buttonPress('audit_older', older(first) ?? ''));
  const second = JSON.stringify(answers(slack)[1]);
  expect([second.includes('row 2'), second.includes('row 1'), second.includes('row 0')]).toEqual([false, true, true]);
  expect(older(second)).toBeNull();
});

test('an empty log says so', async () => {
  await using slack = await start();
  expect(await typed(slack, '')).toContain('Nothing was changed or refused yet.');
});

test.each(['', '{}', '{"limit":1000,"beforeId":"a"}', '{"limit":2,"beforeId":"a","teamId":"T2"}'])(
  'a forged page %j is refused politely',
  async (value) => {
    await using slack = await start([row()]);
    await slack.receiver.deliver(buttonPress('audit_older', value));
    expect(slack.told()).toEqual([expect.stringContaining('earlier form')]);
  },
);

test('whoever is no admin is refused, and the refusal is a row', async () => {
  await using slack = await start();
  const others = { user_id: 'U3' };
  expect(await typed(slack, 'verify', others)).toContain('up to the admins');
  await slack.receiver.deliver(buttonPress('audit_older', '', { user: { id: 'U3', team_id: 'T1' } }));
  expect(slack.told()[1]).toContain('up to the admins');
  const refused = { teamId: 'T1', actorId: 'U3', outcome: 'refused', after: 'role', before: null, reason: null };
  expect(slack.audited).toEqual([
    { ...refused, action: 'command.audit', target: 'verify' },
    { ...refused, action: 'audit.read', target: 'audit_older' },
  ]);
});

test('/audit verify says that the chain holds, or where it breaks', async () => {
  await using slack = await start([row(), row()]);
  expect(await typed(slack, 'verify')).toContain('The chain holds: all 2 rows fit');
  const hash = 'ab'.repeat(32);
  const text = (verdict: Parameters<typeof auditVerdictReport>[0]) => {
    const message = renderReport(auditVerdictReport(verdict), 'full');
    expect(validateMessage(message)).toEqual([]);
    return JSON.stringify(message);
  };
  expect(text({ brokenAt: null, count: 0, lastHash: null })).toContain('The log is empty.');
  expect(text({ brokenAt: null, count: 1, lastHash: hash })).toContain('its one row fits');
  const broken = text({ brokenAt: 'row-4', count: 3, lastHash: hash });
  expect(broken).toContain('The chain breaks at row 4 (id row-4)');
  expect(broken).toContain('The 3 rows before it fit.');
  expect(broken).toContain(hash);
  expect(text({ brokenAt: 'row-1', count: 0, lastHash: null })).toContain('No row before it fits.');
});
