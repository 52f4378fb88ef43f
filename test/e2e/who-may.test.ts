/**
 * Who may do what, asked of the whole program for every command, button and modal there is. The table is made from the lists of the program,
 * so a new one is in it by itself; what is open to all, and what words make a verb complete, is written down here.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needsOf } from '../../src/slack/actions/click.ts';
import { actions } from '../../src/slack/actions/index.ts';
import { commands } from '../../src/slack/commands/index.ts';
import { permissions, type Permission, type Role } from '../../src/slack/permissions.ts';
import { views } from '../../src/slack/views/index.ts';
import { describedVerbs } from '../support/described-verbs.ts';
import { startSignedProgram, type SignedProgram } from '../support/signed-program.ts';
import { sampleSummary } from '../support/sample-summary.ts';
import { buttonPress, slashCommand } from '../support/test-slack-app.ts';
import { typedLine } from '../support/typed-line.ts';

/** Shown to everybody in the channel, guests too: it is about what stands there already. */
const openButtons = ['where_from', 'evidence_previous', 'evidence_next', 'known_changes', 'idea_open'];
const openModals: string[] = [];
const openCommands = ['summarize', 'links', 'health', 'gloss'];
/** Decides only what is drawn, so nobody is refused for lack of it. */
const onlyDrawn: Permission[] = ['figures.read', 'channel.read_any', 'eval.read_answers'];

/** Asked for on top of another one, which is refused first, or for a form, which comes back where it is empty. */
const askedInside: Permission[] = ['baseline.force', 'summary.explain'];

/** What the table's buttons carry: an id that nothing has. */
const value = 'x:1';
/** Verbs that change something only with words that their usage has in brackets. */
const furtherLines = [
  { command: '/prompt', text: 'ab stage-b-compose-reply stop' },
  { command: '/links', text: 'settings --pause' },
];

const buttons = actions.flatMap((action) => action.actionIds.map((id) => ({ id, needs: needsOf(action, { value }) })));
const nobodies = ['UGUEST', 'USINGLE', 'UGONE', 'UROBOT', 'USTRANGER', 'UELSEWHERE', 'UNOBODY'];

let program: SignedProgram;
beforeAll(async () => {
  program = await startSignedProgram();
  // The version of a dataset is worked out when it is first asked for.
  await program.app.store.datasets.list();
}, 60_000);
afterAll(() => program[Symbol.asyncDispose]());

const press = (id: string, user: string, team = 'T1') =>
  buttonPress(id, value, { user: { id: user, team_id: 'T1' }, team: { id: team, domain: 'team' } });

let submissions = 0;
const submission = (callbackId: string, user: string, team = 'T1', privateMetadata = '') => ({
  type: 'view_submission',
  team: { id: team, domain: 'team' },
  user: { id: user, team_id: 'T1', name: user.toLowerCase() },
  trigger_id: `submission-${(submissions += 1)}`,
  view: {
    id: 'V1',
    type: 'modal',
    callback_id: callbackId,
    hash: 'h',
    private_metadata: privateMetadata,
    state: { values: {} },
  },
});

/** Does something and waits until somebody was answered. @returns what was said, and the rows of the audit log that it left */
async function did(work: () => Promise<{ status: number; body: string }>) {
  const [newest] = await program.audit(1);
  const before = { told: program.told().length };
  const { status, body } = await work();
  expect(status).toBe(200);
  // A form that is sent back says so in the answer itself.
  await expect.poll(() => program.told().length > before.told || body.includes('"errors"')).toBe(true);
  // One press leaves a few rows at most.
  const rows = await program.audit(20);
  const known = rows.findIndex(({ id }) => id === newest?.id);
  return {
    body,
    said: program.told().slice(before.told).join('\n'),
    rows: known === -1 ? rows : rows.slice(0, known),
  };
}

/** A slash command as somebody types it. */
const type = (name: string, text: string, user: string, team = 'T1') =>
  program.command({ ...slashCommand(name, text), user_id: user, team_id: team });

const refusedAs = (rows: { outcome: string; action: string }[], action: string) =>
  rows.some((row) => row.outcome === 'refused' && row.action === action);

describe('what is open to all is meant to be', () => {
  test('buttons, modals and commands', () => {
    expect(
      buttons
        .filter(({ needs }) => needs === 'everyone')
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(openButtons.toSorted());
    expect(
      views
        .filter(({ needs }) => needs === 'everyone')
        .map(({ callbackId }) => callbackId)
        .toSorted(),
    ).toEqual(openModals.toSorted());
    expect(
      commands
        .filter(({ access }) => access === 'everyone')
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(openCommands.toSorted());
  });
});

/** Tries everything that is not open to all. @returns what was not refused */
async function tryAll(user: string, team = 'T1'): Promise<string[]> {
  const passed: string[] = [];
  for (const { id, needs } of buttons) {
    const { rows } = await did(() => program.interact(press(id, user, team)));
    if (needs !== 'everyone' && !refusedAs(rows, needs)) passed.push(`button ${id}`);
  }
  for (const { callbackId, needs } of views) {
    const { rows, body } = await did(() => program.interact(submission(callbackId, user, team)));
    // An empty form may be sent back before anybody is asked for.
    if (needs !== 'everyone' && !refusedAs(rows, needs) && !body.includes('"errors"'))
      passed.push(`modal ${callbackId}`);
  }
  for (const { name, access } of commands) {
    if (access === 'everyone') continue;
    const { rows } = await did(() => type(`/${name}`, 'help', user, team));
    if (!refusedAs(rows, `command.${name}`)) passed.push(`/${name}`);
  }
  return passed;
}

test.each(nobodies)('%s may do nothing, by any button, modal or command', { timeout: 60_000 }, async (user) => {
  const before = program.stored();
  expect(await tryAll(user)).toEqual([]);
  expect(program.stored()).toEqual(before);
});

test('a payload of another team does nothing, whoever it names', { timeout: 60_000 }, async () => {
  const before = program.stored();
  expect(await tryAll('UADMIN', 'T2')).toEqual([]);
  expect(program.stored()).toEqual(before);
});

test('a payload that comes again is acknowledged and passed over', { timeout: 60_000 }, async () => {
  for (const payload of [
    ...buttons.map(({ id }) => press(id, 'UGUEST')),
    ...views.map(({ callbackId }) => submission(callbackId, 'UGUEST')),
  ]) {
    await did(() => program.interact(payload));
    const before = { told: program.told().length, rows: (await program.audit()).length };
    expect((await program.interact(payload)).status).toBe(200);
    // What comes after it is answered after it.
    await did(() => type('/gloss', 'help', 'UGUEST'));
    expect(program.told().length - before.told).toBe(1);
    expect((await program.audit()).length).toBe(before.rows);
  }
});

/** What a card may still carry when what it was about is gone, or what somebody makes up. */
const staleValues = [
  'x:1',
  '',
  '0198c1de-0000-7000-8000-000000000000',
  '0198c1de-0000-7000-8000-000000000000:3',
  '{"id":"x","version":1}',
  'stage-b-compose-reply@prod/abcdefabcdef/1',
  '"}{',
  '<!channel>'.repeat(150),
];

test('a card of something that is gone changes nothing, and says so politely', { timeout: 120_000 }, async () => {
  const before = program.stored();
  const impolite: string[] = [];
  for (const stale of staleValues) {
    for (const { id } of buttons) {
      const { said } = await did(() =>
        program.interact(buttonPress(id, stale, { user: { id: 'UADMIN', team_id: 'T1' } })),
      );
      if (said.includes('went wrong') || said.includes('<!channel>')) impolite.push(`${id} ${stale.slice(0, 40)}`);
    }
    for (const { callbackId } of views) {
      const { said } = await did(() => program.interact(submission(callbackId, 'UADMIN', 'T1', stale)));
      if (said.includes('went wrong') || said.includes('<!channel>'))
        impolite.push(`${callbackId} ${stale.slice(0, 40)}`);
    }
  }
  expect(impolite).toEqual([]);
  expect(program.stored()).toEqual(before);
});

test.each<[string, readonly Role[], { command: string; text: string }[]]>([
  ['UMEMBER', ['operator', 'admin'], []],
  // Whatever the commands of readers and operators hold, a guest does not get as far as that.
  ['UGUEST', ['member'], ['mute', 'unmute'].map((verb) => ({ command: '/links', text: `${verb} ferry.example` }))],
])('%s does nothing that needs %j, by whatever way', { timeout: 120_000 }, async (user, beyond, more) => {
  const refused = new Set<string>();
  const note = ({ rows }: { rows: { outcome: string; action: string }[] }) => {
    for (const { outcome, action } of rows) if (outcome === 'refused') refused.add(action);
  };
  const before = program.stored();
  for (const { id, needs } of buttons) {
    if (needs !== 'everyone' && beyond.includes(permissions[needs].role))
      note(await did(() => program.interact(press(id, user))));
  }
  for (const { callbackId } of views) note(await did(() => program.interact(submission(callbackId, user))));
  for (const line of [...(await verbLines()), ...more]) note(await did(() => type(line.command, line.text, user)));
  expect(program.stored()).toEqual(before);
  const needed = Object.entries(permissions)
    .filter(([, { role }]) => beyond.includes(role))
    .map(([name]) => name as Permission)
    .filter((name) => ![...onlyDrawn, ...askedInside].includes(name));
  expect(needed.filter((name) => !refused.has(name))).toEqual([]);
});

// Last, for their jobs go on while other tests would look at what is stored.
test.each(['shorter', 'longer', 'again', 'retry', 'known_refresh'])(
  'a second press of %s at once asks for nothing more',
  { timeout: 30_000 },
  async (id) => {
    const summaryId = `sum-${id.replace('_', '-')}`;
    await program.app.store.summaries.save(sampleSummary({ id: summaryId, jobId: `job of ${summaryId}` }));
    const click = () => program.interact(buttonPress(id, `${summaryId}:1`, { user: { id: 'UMEMBER', team_id: 'T1' } }));
    const answers = await Promise.all([click(), click(), click()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const rows = (await program.audit()).filter(({ target }) => target === `summary ${summaryId}`);
    expect(rows.map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'failed', 'failed']);
    // A job that is quick has made the newer form before the last press is looked at.
    const reasons = new Set(rows.filter(({ outcome }) => outcome === 'failed').map(({ after }) => after));
    expect([...reasons].filter((reason) => reason !== 'already_running' && reason !== 'stale_button')).toEqual([]);
  },
);

/** Every verb that help knows, with words for what it takes. */
async function verbLines(): Promise<{ command: string; text: string }[]> {
  return [...furtherLines, ...(await describedVerbs(program, commands)).map(typedLine)];
}
