/**
 * Every button and verb that only shows something, where there is something to show: it answers, and leaves nothing behind, however often and
 * by whomever it is pressed. What changes something is in each-act.test.ts.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from '../../src/slack/commands/index.ts';
import type { Payload } from '../support/acts/act.ts';
import { lookButtons, lookVerbs } from '../support/acts/looks.ts';
import { describedVerbs } from '../support/described-verbs.ts';
import { startSignedProgram, type SignedProgram } from '../support/signed-program.ts';
import { slashCommand } from '../support/test-slack-app.ts';
import { typedLine } from '../support/typed-line.ts';

let program: SignedProgram;
beforeAll(async () => {
  program = await startSignedProgram({ GLOSS_SLACK_ADMINS: 'UADMIN,UADMIN2' });
  const { server } = program;
  server.always('conversations.members', { ok: true, members: ['UADMIN', 'UADMIN2', 'UBOT'] });
  server.always('conversations.open', { ok: true, channel: { id: 'D2' } });
  server.always('files.getUploadURLExternal', { ok: true, upload_url: `${server.url}upload`, file_id: 'F1' });
  server.always('files.completeUploadExternal', { ok: true, files: [{ id: 'F1' }] });
  server.always('upload', { ok: true });
  // The version of a dataset is worked out when it is first asked for.
  await program.app.store.datasets.list();
}, 60_000);
afterAll(() => program[Symbol.asyncDispose]());

/** Does it, and waits until at least so many answers came. @returns what was said */
async function said(work: () => Promise<unknown>, answers: number): Promise<string> {
  const { length } = program.told();
  await work();
  await expect.poll(() => program.told().length).toBeGreaterThanOrEqual(length + answers);
  return program.told().slice(length).join('\n');
}

const send = ({ fields }: Payload) => program.interact(fields);

let marks = 0;
test.each(Object.entries(lookButtons))('%s shows it and changes nothing', async (_id, look) => {
  const press = await look({ program, mark: `m${(marks += 1)}x` });
  const before = program.stored();
  const answer = await said(() => Promise.all([press('UADMIN'), press('UADMIN'), press('UADMIN2')].map(send)), 3);
  expect(answer).not.toContain('(id ');
  expect(program.stored()).toEqual(before);
});

test('every verb that only shows changes nothing', { timeout: 60_000 }, async () => {
  const verbs = await describedVerbs(program, commands);
  const looks = verbs.filter(({ command, verb }) => lookVerbs.includes(`${command} ${verb}`));
  expect(looks.length).toBe(lookVerbs.length);
  const before = program.stored();
  for (const look of looks) {
    const { command, text } = typedLine(look);
    const answer = await said(() => program.command({ ...slashCommand(command, text), user_id: 'UADMIN' }), 1);
    expect(answer).not.toContain('went wrong');
  }
  expect(program.stored()).toEqual(before);
});
