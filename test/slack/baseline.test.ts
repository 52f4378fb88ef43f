import { describe, expect, it } from 'vitest';
import { baselineHouse, newVersion, oldVersion, promptName } from '../support/baseline-house.ts';
import { evalHouse } from '../support/eval-deps.ts';
import { createScriptedModel } from '../support/scripted-model.ts';
import { openTempStore } from '../support/temp-store.ts';
import { buttonPress, slashCommand, startTestSlackApp } from '../support/test-slack-app.ts';

const ids = ['00000000-0000-7000-8000-0000000f1857', '00000000-0000-7000-8000-00000005ec0d'] as const;
const [, secondId] = ids;
const place = { channelId: 'C1', ts: '1700000900.000001' };
const firstTag = '1970-01-01-0f1857';

/** Slack over real desks and a real store: a promoted baseline, and a run on the candidate of which `passed` of 20 items pass. U1 is an admin. */
async function startBaselineSlack(passed: number) {
  const temp = await openTempStore();
  const { desk, promotions, promptLabels, prod, candidate } = await baselineHouse(temp, passed, { ids, place });
  const app = await startTestSlackApp({
    settings: { admins: ['U1', 'U3'], readers: ['U2'] },
    deps: {
      evals: evalHouse(temp, temp.store, createScriptedModel({})).desk,
      baselines: desk,
      promotions,
    },
  });
  // The card as the job leaves it.
  await app.app.post({ channelId: 'C1', threadTs: null }, { text: 'at work', blocks: [] });
  await app.app.evalBoard.finish(place, candidate);
  const card = (): string => JSON.stringify(app.server.messages.find(({ ts }) => ts === place.ts));
  let presses = 0;
  const valueOf = (actionId: string): string => {
    const match = new RegExp(`"action_id":"${actionId}"[^}]*?"text":\\{[^}]*\\}[^}]*?"value":"([^"]+)"`).exec(card());
    return match?.[1] ?? `no ${actionId}`;
  };
  const lastModal = () => app.server.callsOf('views.update').at(-1)?.['view'] as Record<string, unknown> | undefined;
  return {
    app,
    promptLabels,
    prod,
    temp,
    card,
    valueOf,
    lastModal,
    press: (actionId: string, value: string, user = 'U1') =>
      app.receiver.deliver(
        buttonPress(actionId, value, {
          user: { id: user, team_id: 'T1' },
          trigger_id: `press-${(presses += 1)}`,
          container: { type: 'message', channel_id: 'C1', message_ts: place.ts },
          message: { ts: place.ts },
        }),
      ),
    async submit(metadata: unknown, given: { reason?: string; force?: boolean } = {}, user = 'U1') {
      const options = given.force === true ? [{ value: 'force' }] : [];
      return app.receiver.deliver({
        type: 'view_submission',
        team: { id: 'T1', domain: 'team' },
        user: { id: user, team_id: 'T1' },
        api_app_id: 'A1',
        trigger_id: `submit-${(presses += 1)}`,
        view: {
          id: 'V1',
          type: 'modal',
          callback_id: 'promote_run',
          private_metadata: typeof metadata === 'string' ? metadata : JSON.stringify(metadata),
          state: {
            values: {
              reason: { reason: { type: 'plain_text_input', value: given.reason ?? null } },
              force: { force: { type: 'checkboxes', selected_options: options } },
            },
          },
        },
      });
    },
    type: (text: string, user = 'U1') =>
      app.receiver.deliver(slashCommand('/baseline', text, { user_id: user, trigger_id: `typed-${(presses += 1)}` })),
    told: () => app.told().at(-1) ?? '',
    modalText: () => JSON.stringify(app.server.callsOf('views.open').at(-1) ?? {}),
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}

describe('the card of a run', () => {
  it('shows the verdict with its figures, and Promote as the first thing to do where it is clear', async () => {
    await using slack = await startBaselineSlack(20);
    expect(slack.card()).toContain(`Eval smoke: PASS against ${firstTag}`);
    expect(slack.card()).toContain('"action_id":"eval_promote"');
    expect(slack.card()).toMatch(/"action_id":"eval_promote"[^}]*\}[^}]*"style":"primary"/);
    expect(slack.valueOf('eval_promote')).toBe(`${secondId}/1`);
  });

  it('shows what is worse, how sure that is, the seed rule and what such a run can find', async () => {
    await using slack = await startBaselineSlack(16);
    for (const said of [
      'FAIL (seed rule: FAIL)',
      'judged is 20 % lower (1.00 → 0.80)',
      '−0.20 (−20 %)',
      'Largest drops',
      'judged passed 100 % → 80 %, 90 % interval',
      '4 lost, 0 won, McNemar mid-p 0.031',
    ]) {
      expect(slack.card()).toContain(said);
    }
    expect(slack.card()).toMatch(/each answered 1×: a drop of 0\.\d\d or more is found four times in five/);
    expect(slack.card()).not.toMatch(/"action_id":"eval_promote"[^}]*\}[^}]*"style":"primary"/);
  });
});

describe('Promote', () => {
  it('asks with what will move, moves it, writes both rows and draws the card anew, once', async () => {
    await using slack = await startBaselineSlack(20);
    await slack.press('eval_promote', slack.valueOf('eval_promote'));
    const modal = JSON.stringify(slack.lastModal());
    expect(modal).toContain(`${oldVersion} → ${newVersion}`);
    expect(modal).toContain('"optional":true');
    const metadata = String(slack.lastModal()?.['private_metadata']);
    await slack.submit(metadata);
    expect(await slack.prod()).toBe(newVersion);
    expect(slack.card()).toContain('★ Promoted');
    expect(slack.card()).toContain('"action_id":"promotion_undo"');
    expect(
      slack.app.audited.map(({ action, target, before, after, outcome }) => [action, target, before, after, outcome]),
    ).toEqual([
      ['baseline.promote', 'smoke', firstTag, '1970-01-01-05ec0d', 'done'],
      ['prompt.promote', `${promptName}@prod`, oldVersion, newVersion, 'done'],
    ]);
    // The same modal once more, and the old button: nothing moves.
    await slack.submit(metadata);
    expect(slack.modalText()).toContain('is the promoted baseline already');
    await slack.press('eval_promote', `${secondId}/1`);
    expect(JSON.stringify(slack.lastModal())).toContain('is the promoted baseline already');
    expect(await slack.temp.store.baselines.promoted('smoke')).toMatchObject({ revision: 2 });
    expect(await slack.temp.store.baselines.promotions('smoke', 9)).toHaveLength(2);
  });

  it('is for admins, whatever is pressed or sent', async () => {
    await using slack = await startBaselineSlack(20);
    await slack.press('eval_promote', slack.valueOf('eval_promote'), 'U2');
    expect(slack.app.server.callsOf('views.open')).toEqual([]);
    await slack.submit({ runId: secondId, revision: 1, need: 'nothing', from: { [promptName]: oldVersion } }, {}, 'U2');
    await slack.type(`promote smoke ${firstTag} --reason x`, 'U2');
    await slack.type('rollback smoke', 'U2');
    expect(slack.app.audited.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'refused', 'refused']);
    expect(await slack.prod()).toBe(oldVersion);
  });

  it('keeps the modal open until the reason and the agreement that it needs are there', async () => {
    await using slack = await startBaselineSlack(10);
    await slack.press('eval_promote', slack.valueOf('eval_promote'));
    const metadata = String(slack.lastModal()?.['private_metadata']);
    expect(JSON.stringify(slack.lastModal())).toContain('Promote it all the same');
    const errors = async (given: { reason?: string; force?: boolean }) => (await slack.submit(metadata, given)).answer;
    expect(await errors({ reason: '  ', force: true })).toMatchObject({
      errors: { reason: expect.any(String) as string },
    });
    expect(await errors({ reason: 'because' })).toMatchObject({ errors: { force: expect.any(String) as string } });
    expect(await slack.prod()).toBe(oldVersion);
    await slack.submit(metadata, { reason: 'because', force: true });
    expect(await slack.prod()).toBe(newVersion);
    expect(slack.card()).toContain('against the verdict');
    expect(slack.app.audited[0]).toMatchObject({ action: 'baseline.force', reason: 'because', outcome: 'done' });
  });

  it('does not believe a modal that says less is needed than is', async () => {
    await using slack = await startBaselineSlack(10);
    const forged = { runId: secondId, revision: 1, need: 'nothing', from: { [promptName]: oldVersion } };
    await slack.submit(forged, { reason: 'because', force: true });
    expect(slack.modalText()).toContain('The verdict is FAIL');
    expect(await slack.prod()).toBe(oldVersion);
    await slack.submit('not ours', { reason: 'x' });
    expect(slack.modalText()).toContain('I no longer know this run');
    expect(slack.app.audited.at(-1)).toMatchObject({ outcome: 'failed', after: 'promotion_refused' });
  });

  it('from a stale card is refused, and so is what was moved between looking and agreeing', async () => {
    await using slack = await startBaselineSlack(20);
    await slack.press('eval_promote', slack.valueOf('eval_promote'));
    const metadata = String(slack.lastModal()?.['private_metadata']);
    await slack.promptLabels.promote({
      name: promptName,
      label: 'prod',
      version: newVersion,
      expectedVersion: oldVersion,
      by: 'U3',
      reason: null,
    });
    await slack.promptLabels.rollback({
      name: promptName,
      label: 'prod',
      expectedVersion: newVersion,
      by: 'U3',
      reason: null,
    });
    // It stands where it stood, so the promotion is what the person agreed to.
    await slack.submit(metadata, {}, 'U3');
    expect(slack.card()).toContain('★ Promoted');
    await slack.type('rollback smoke');
    await slack.press('eval_promote', `${secondId}/1`);
    expect(JSON.stringify(slack.lastModal())).toContain('The promoted baseline was moved meanwhile');
    await slack.submit(metadata);
    expect(slack.modalText()).toContain('The promoted baseline was moved meanwhile');
    expect(await slack.temp.store.baselines.promoted('smoke')).toMatchObject({ tag: firstTag, revision: 3 });
  });
});

describe('Undo', () => {
  it('takes label and baseline back, once, and says so on the card', async () => {
    await using slack = await startBaselineSlack(20);
    await slack.submit({ runId: secondId, revision: 1, need: 'nothing', from: { [promptName]: oldVersion } });
    const undo = slack.valueOf('promotion_undo');
    await slack.press('promotion_undo', undo, 'U3');
    expect(await slack.prod()).toBe(oldVersion);
    expect(slack.card()).toContain('Undone');
    expect(slack.card()).not.toContain('"action_id":"promotion_undo"');
    await slack.press('promotion_undo', undo);
    expect(slack.told()).toContain('was undone already');
    expect(slack.app.audited.slice(2).map(({ action, before, after }) => [action, before, after])).toEqual([
      ['baseline.undo', '1970-01-01-05ec0d', firstTag],
      ['prompt.undo', newVersion, oldVersion],
    ]);
  });
});

describe('/baseline', () => {
  it('saves, lists, compares and draws', async () => {
    await using slack = await startBaselineSlack(16);
    await slack.type(`save ${secondId} tried`);
    expect(slack.told()).toContain('as tried of smoke');
    await slack.type('list smoke');
    const listed = JSON.stringify(slack.app.server.callsOf('chat.postEphemeral').at(-1));
    expect(listed).toContain(`★ ${firstTag}`);
    expect(listed).toContain('tried');
    await slack.type('compare smoke tried');
    expect(JSON.stringify(slack.app.server.callsOf('chat.postEphemeral').at(-1))).toContain('judged is 20 % lower');
    await slack.type('history smoke');
    const drawn = JSON.stringify(slack.app.server.callsOf('chat.postEphemeral').at(-1));
    expect(drawn).toContain('data_visualization');
    expect(drawn).toContain('n = 2 whole runs');
    await slack.type('promote smoke tried');
    expect(slack.told()).toContain('The verdict is FAIL');
    await slack.type('promote smoke tried --force --reason "on purpose"');
    expect(slack.told()).toContain(`${firstTag} → tried`);
    await slack.type('rollback smoke --reason "no good"');
    expect(slack.told()).toContain(`tried → ${firstTag}`);
    expect(await slack.prod()).toBe(oldVersion);
  });

  it.each([
    ['save smoke Bad!Tag', 'cannot be the tag'],
    ['save nothing-here tag', 'There is no eval run'],
    [`compare smoke ${firstTag}`, 'is the promoted baseline itself'],
    ['compare smoke tired', 'has no baseline with the tag "tired"'],
    ['promote smoke tired', 'has no baseline with the tag "tired"'],
    ['history smoke jugded', 'Did you mean judged'],
    ['rollback elsewhere', 'Nothing is promoted on elsewhere'],
    ['promte smoke x', 'promote'],
  ])('says what is wrong with "%s"', async (typed, said) => {
    await using slack = await startBaselineSlack(20);
    await slack.type(typed);
    expect(slack.told()).toContain(said);
  });

  it('is asked before a run is planned that names one', async () => {
    await using slack = await startBaselineSlack(20);
    await slack.app.receiver.deliver(slashCommand('/eval', 'run smoke --baseline tired', { user_id: 'U1' }));
    expect(slack.told()).toContain('has no baseline with the tag "tired"');
    expect(slack.told()).toContain(firstTag);
  });
});
