/**
 * Every act that changes something, really done in the whole program where it applies: by the wrong person, by a double click, by a payload
 * that comes again, on a card whose thing has moved on, and by two people at once. What there is comes from the lists of the program; how to
 * come to where it applies stands in test/support/acts, and an act without an entry there fails here.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actions } from '../../src/slack/actions/index.ts';
import { renderSummaryMenu } from '../../src/slack/blocks/summary-menu.ts';
import { commands } from '../../src/slack/commands/index.ts';
import { type Permission, permissions } from '../../src/slack/permissions.ts';
import { views } from '../../src/slack/views/index.ts';
import type { Act, Payload, Prepared } from '../support/acts/act.ts';
import { acts } from '../support/acts/index.ts';
import { lookButtons, lookVerbs, unrecorded } from '../support/acts/looks.ts';
import { startSignedProgram, type SignedProgram } from '../support/signed-program.ts';
import { slashCommand } from '../support/test-slack-app.ts';
import { describedVerbs } from '../support/described-verbs.ts';

let program: SignedProgram;
/** Acts that were done for good, and how often: looked at again once nothing runs any more. */
const settled: { what: string; count: Prepared['count']; expected: number }[] = [];
/** What the audit log says was done, over all tests. */
const done = new Set<string>();

beforeAll(async () => {
  // One person does here what many do in an hour.
  const perHour = ['LINKS', 'FORMS', 'EVALS', 'TRIALS', 'EXPORTS'].map(
    (what) => `GLOSS_LIMITS_${what}_PER_PERSON_HOUR`,
  );
  program = await startSignedProgram(
    { GLOSS_SLACK_ADMINS: 'UADMIN,UADMIN2', ...Object.fromEntries(perHour.map((name) => [name, '0'])) },
    { ownPrompts: true },
  );
  const { server } = program;
  await program.app.store.datasets.list();
  const people = ['UADMIN', 'UADMIN2', 'UOPERATOR', 'UMEMBER', 'UMEMBER2', 'UOTHER', 'UBOT'];
  server.always('conversations.members', { ok: true, members: people });
  server.always('conversations.open', { ok: true, channel: { id: 'D2' } });
  let opened = 0;
  server.always('views.open', () => ({ ok: true, view: { id: `V${(opened += 1)}`, hash: 'h' } }));
  server.always('views.push', () => ({ ok: true, view: { id: `V${(opened += 1)}`, hash: 'h' } }));
}, 60_000);
afterAll(() => program[Symbol.asyncDispose]());

const isLine = ({ id }: Act): boolean => id.startsWith('/');
/** Not drawn for something that could have moved on before they are used. */
const alwaysFresh = new Set([
  'button answer_up',
  'button answer_down',
  'modal dataset_import',
  'button eval_repeat',
  '/dataset add',
  '/dataset import',
  '/export run',
  '/prompt promote',
  '/prompt rollback',
  '/prompt sync',
  '/prompt ab/start',
  '/prompt ab/stop',
  '/prompt try',
  '/eval run',
  '/baseline promote',
  '/baseline save',
  '/baseline rollback',
  '/alert enable',
  '/alert disable',
  '/alert delete',
  '/monitor run',
  '/monitor pause',
  '/monitor resume',
  '/summarize',
  '/links settings',
  '/links digest/on',
  '/links mute',
  '/links unmute',
]);
let marks = 0;
const prepare = (act: Act): Promise<Prepared> => {
  marks += 1;
  return act.prepare({ program, mark: `m${marks}x` });
};

/** What was said since, by person where it can be told. */
function listen() {
  const { length } = program.server.calls;
  const since = () =>
    program.server.calls
      .slice(length)
      .filter(({ method }) => /^(chat\.postEphemeral|views\.(open|push|update))$/.test(method));
  return {
    all: () => since().map(({ args }) => JSON.stringify(args)),
    to: (user: string) =>
      since()
        .filter(({ args }) => args['user'] === user || String(args['trigger_id']).endsWith(`-${user}`))
        .map(({ args }) => JSON.stringify(args)),
  };
}

const send = ({ by, fields }: Payload): Promise<{ status: number; body: string }> =>
  by === 'interact' ? program.interact(fields) : program.command({ ...fields });

/** Sends all at the same instant; each is acknowledged. */
async function sendAll(payloads: readonly Payload[]): Promise<void> {
  const answers = await Promise.all(payloads.map(send));
  for (const { status, body } of answers) {
    expect(status).toBe(200);
    expect(body).not.toContain('"errors"');
  }
}

/** Whatever came before it has begun by then. */
async function roundTrip(): Promise<void> {
  const { length } = program.told();
  await program.command({ ...slashCommand('/gloss', 'help'), user_id: 'UMEMBER' });
  await expect.poll(() => program.told().length).toBeGreaterThan(length);
}

async function rowsBy(user: string) {
  return (await program.audit()).filter(({ actorId }) => actorId === user);
}

/** Waits for a count and holds on to it. */
async function becomes(act: Act, what: string, { count }: Prepared, expected: number): Promise<void> {
  await expect.poll(count, { message: `${act.id}, ${what}` }).toBe(expected);
  await roundTrip();
  expect(await count(), `${act.id}, ${what}`).toBe(expected);
}

/** Looked at again in the end. */
function keep(act: Act, { count }: Prepared, expected: number): void {
  if (act.isShared !== true) settled.push({ what: act.id, count, expected });
}

const impolite = (heard: ReturnType<typeof listen>): string[] =>
  heard.all().filter((text) => text.includes('went wrong'));
/** Whoever is refused gets an id to ask about. */
const isRefusal = (said: readonly string[]): boolean => said.some((text) => text.includes('(id '));

/** For `test.each`. */
const named = (isMeant: (act: Act) => boolean) => acts.filter(isMeant).map((act) => [act.id, act] as const);

/** A double click, and once more later. */
async function pressTwice(act: Act): Promise<void> {
  const [first] = act.people;
  const prepared = await prepare(act);
  const at = 1_772_450_000 + marks * 100;
  const heard = listen();
  await sendAll([prepared.payload(first, { at }), prepared.payload(first, { at: at + 0.2 })]);
  await becomes(act, 'double click', prepared, 1);
  await prepared.holds?.();
  const later = listen();
  await sendAll([prepared.payload(first, { at: at + 5 })]);
  await again(act, prepared, later);
  expect(impolite(heard)).toEqual([]);
}

/** Once, and once more later. */
async function typeTwice(act: Act): Promise<void> {
  const [first] = act.people;
  const prepared = await prepare(act);
  const heard = listen();
  await sendAll([prepared.payload(first)]);
  await becomes(act, 'typed', prepared, 1);
  const later = listen();
  await sendAll([prepared.payload(first)]);
  await again(act, prepared, later);
  expect(impolite(heard)).toEqual([]);
}

describe.each(named(() => true))('%s', (_id, act) => {
  const [first, second] = act.people;

  test('is done once by a double click; later again as its entry says', async () => {
    await (isLine(act) ? typeTwice(act) : pressTwice(act));
    expect(act.again).toBeDefined();
  });

  test('is done once where its payload comes again', async () => {
    const prepared = await prepare(act);
    const payload = prepared.payload(first);
    const heard = listen();
    await sendAll([payload, payload, payload]);
    await becomes(act, 'replayed at once', prepared, 1);
    await sendAll([payload]);
    await becomes(act, 'replayed later', prepared, 1);
    await prepared.holds?.();
    keep(act, prepared, 1);
    expect(impolite(heard)).toEqual([]);
  });

  test('by two people at once', async () => {
    const prepared = await prepare(act);
    const heard = listen();
    await sendAll([prepared.payload(first), prepared.payload(second)]);
    const expected = act.two === 'each' ? 2 : 1;
    await becomes(act, 'two people', prepared, expected);
    await prepared.holds?.();
    // Where both are right, both have ended before the next test begins.
    const areTold = (): boolean => act.people.every((user) => heard.to(user).length > 0);
    await expect.poll(() => act.two !== 'same' || areTold()).toBe(true);
    // Whoever was slower hears why nothing was done.
    await expect.poll(() => act.two !== 'one' || isRefusal(heard.all())).toBe(true);
    expect(impolite(heard)).toEqual([]);
    keep(act, prepared, expected);
  });
});

test.each(named(({ needs }) => needs !== null))('%s is not done by a guest or from another team', async (_id, act) => {
  const [first] = act.people;
  const prepared = await prepare(act);
  const [guestsBefore, othersBefore] = [(await rowsBy('UGUEST')).length, (await rowsBy(first)).length];
  await sendAll([prepared.payload('UGUEST'), prepared.payload(first, { team: 'T2' })]);
  const newOf = async (user: string, before: number) => {
    const rows = await rowsBy(user);
    return rows.slice(0, rows.length - before).map(({ outcome, after }) => `${outcome} ${after ?? ''}`);
  };
  await expect.poll(() => newOf('UGUEST', guestsBefore)).toEqual(['refused guest']);
  await expect.poll(() => newOf(first, othersBefore)).toEqual(['refused other_workspace']);
  expect(await prepared.count()).toBe(0);
});

test.each(named(({ id }) => !alwaysFresh.has(id)))(
  '%s changes nothing where somebody else was faster',
  async (_id, act) => {
    const [first] = act.people;
    const prepared = await prepare(act);
    if (prepared.moveOn === undefined) throw new Error(`${act.id} has nothing that moves on`);
    const payload = prepared.payload(first);
    await prepared.moveOn();
    const count = await prepared.count();
    const rows = (await rowsBy(first)).length;
    const heard = listen();
    await sendAll([payload]);
    await expect.poll(() => heard.to(first)).not.toEqual([]);
    await roundTrip();
    expect(impolite(heard)).toEqual([]);
    expect(await prepared.count()).toBe(count);
    const since = (await rowsBy(first)).slice(0, -rows || undefined);
    expect(since.filter(({ outcome }) => outcome === 'done')).toEqual([]);
  },
);

async function again(act: Act, prepared: Prepared, heard: ReturnType<typeof listen>): Promise<void> {
  const [first] = act.people;
  const expected = { refused: 1, same: 1, 'taken back': 0, each: 2 }[act.again];
  await becomes(act, 'again', prepared, expected);
  await expect.poll(() => act.again !== 'refused' || isRefusal(heard.to(first))).toBe(true);
}

describe('the table', () => {
  const idsOf = (kind: RegExp): Set<string> =>
    new Set(acts.flatMap(({ id }) => (kind.test(id) ? [id.replace(/^(button|modal) /, '').split('/')[0] ?? ''] : [])));

  test('has every button', () => {
    const all = actions.flatMap(({ actionIds }) => actionIds);
    const menu = renderSummaryMenu({ summaryId: 's', revision: 1 }).options.map(
      ({ value }) => `summary_menu/${String(value).split('/')[0]}`,
    );
    const known = new Set([...idsOf(/^button /), ...Object.keys(lookButtons)]);
    expect(all.filter((id) => id !== 'summary_menu' && !known.has(id))).toEqual([]);
    const choices = new Set([...acts.map(({ id }) => id.replace('button ', '')), ...Object.keys(lookButtons)]);
    expect(menu.filter((id) => !choices.has(id))).toEqual([]);
  });

  test('has every modal', () => {
    const known = idsOf(/^modal /);
    expect(views.map(({ callbackId }) => callbackId).filter((id) => !known.has(id))).toEqual([]);
  });

  test('has every verb of every command', async () => {
    const known = new Set([...acts.filter(isLine).map(({ id }) => id.split('/').slice(0, 2).join('/')), ...lookVerbs]);
    const verbs = await describedVerbs(program, commands);
    const there = ['/summarize', ...verbs.map(({ command, verb }) => `${command} ${verb}`)];
    expect(there.filter((id) => !known.has(id))).toEqual([]);
    expect([...known].filter((id) => id.startsWith('/') && !there.includes(id))).toEqual([]);
  });

  test('has done everything that the table of permissions knows', async () => {
    for (const { outcome, action } of await program.audit()) if (outcome === 'done') done.add(action);
    const changing = Object.keys(permissions).filter((name) => !unrecorded.includes(name as Permission));
    expect(changing.filter((name) => !done.has(name))).toEqual([]);
  });

  test('holds once nothing runs any more', async () => {
    // Waits for whatever commands and buttons still do.
    await program.app.slack.stop();
    const found = await Promise.all(
      settled.map(async ({ what, count, expected }) => ({ what, count: await count(), expected })),
    );
    expect(found.filter(({ count, expected }) => count !== expected)).toEqual([]);
  });
});
