import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/core/audit.ts';
import { AppError } from '../../src/core/errors.ts';
import type { RateLimits } from '../../src/core/rate-limit.ts';
import { createAccess, type Actor } from '../../src/slack/access.ts';
import type { People, PersonFacts } from '../../src/slack/people.ts';
import { SlackSettings } from '../../src/slack/settings.ts';
import { checkRoles } from '../../src/slack/check-roles.ts';
import { noLimits } from '../support/no-limits.ts';
import { memoryAudit } from '../support/memory-audit.ts';
import { createTestOutside } from '../support/test-outside.ts';

const actor: Actor = { teamId: 'T1', userId: 'U1', homeTeamId: 'T1' };
const member: PersonFacts = { teamIds: ['T1'], name: 'kim', standing: 'member', isWorkspaceAdmin: false };

function setUp(
  given: {
    settings?: Partial<SlackSettings>;
    person?: PersonFacts | null;
    groups?: Record<string, string[] | null>;
    limits?: Pick<RateLimits, 'take'>;
    isHome?: boolean;
  } = {},
) {
  const { person = member, groups = {} } = given;
  const set = (id: string) => {
    const ids = groups[id];
    return Promise.resolve(ids ? new Set(ids) : null);
  };
  const people: People = { find: () => Promise.resolve(person), ofGroup: set, ofChannel: set };
  const audit = memoryAudit();
  const access = createAccess(SlackSettings.parse(given.settings ?? {}), {
    audit: audit.log,
    limits: given.limits ?? noLimits,
    people,
    teamId: () => 'T1',
    isHome: () => Promise.resolve(given.isHome ?? true),
  });
  return { access, people, audited: audit.entries };
}

const refusal = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
};

describe('who holds a role', () => {
  test('an empty list means nobody, and the refusal names the setting', async () => {
    const { access } = setUp({ settings: { admins: [] } });
    expect(await access.may(actor, 'trace.read_content')).toBe(false);
    const error = await refusal(access.require(actor, 'trace.read_content', 'trace 1'));
    expect(error).toMatchObject({ code: 'not_allowed', message: expect.stringContaining('admins') as string });
    expect(error.hint).toContain('slack.admins');
  });

  test.each<[string, Partial<SlackSettings>, Record<string, string[] | null>]>([
    ['a person', { admins: ['U1'] }, {}],
    ['somebody of a user group', { admins: ['S1G'] }, { S1G: ['U9', 'U1'] }],
    ['somebody in a channel', { admins: ['U9', 'C1OPS'] }, { C1OPS: ['U1'] }],
    ['everybody', { admins: ['members'] }, {}],
  ])('%s may', async (_, settings, groups) => {
    const { access, audited } = setUp({ settings, groups });
    await access.require(actor, 'trace.read_content', 'trace 1');
    expect(audited).toEqual([]);
  });

  test('a higher role holds the lower ones, never the other way round', async () => {
    const asOperator = setUp({ settings: { operators: ['U1'], readers: [] } });
    expect(await asOperator.access.may(actor, 'trace.read')).toBe(true);
    expect(await asOperator.access.may(actor, 'trace.read_content')).toBe(false);
    const asNobody = setUp({ settings: { readers: [] } });
    expect(await asNobody.access.may(actor, 'trace.read')).toBe(false);
    expect(await asNobody.access.may(actor, 'summary.vote')).toBe(true);
  });

  test('a group that Slack does not tell of lets nobody in, and says that it is not known', async () => {
    const { access, audited } = setUp({ settings: { admins: ['S1G'] }, groups: { S1G: null } });
    const error = await refusal(access.require(actor, 'trace.read_content', 'trace 1'));
    expect(error).toMatchObject({ retryable: true, message: expect.stringContaining('does not say') as string });
    expect(audited).toMatchObject([{ outcome: 'refused', after: 'unknown_role' }]);
    const named = setUp({ settings: { admins: ['S1G', 'U1'] }, groups: { S1G: null } });
    expect(await named.access.may(actor, 'trace.read_content')).toBe(true);
  });
});

describe('who is nobody here, whatever list they are on', () => {
  test.each<[string, Partial<Actor>, PersonFacts | null, string]>([
    ['a guest', {}, { ...member, standing: 'guest' }, 'guest'],
    ['a bot', {}, { ...member, standing: 'bot' }, 'bot'],
    ['a deactivated person', {}, { ...member, standing: 'deactivated' }, 'deactivated'],
    ['a stranger', {}, { ...member, standing: 'stranger' }, 'stranger'],
    ['somebody of another workspace', {}, { ...member, teamIds: ['T2'] }, 'other_workspace'],
    ['a payload of another team', { teamId: 'T2' }, member, 'other_workspace'],
    ['somebody Slack says nothing of', {}, null, 'unknown_person'],
    ['a stranger that Slack says nothing more of', { homeTeamId: 'T2' }, null, 'other_workspace'],
  ])('%s', async (_, changes, person, after) => {
    const { access, audited } = setUp({ settings: { admins: ['U1', 'members'] }, person });
    let isDone = false;
    const error = await refusal(
      access.change({ ...actor, ...changes }, { action: 'summary.change', target: 'summary 1' }, () => {
        isDone = true;
        return Promise.resolve({ result: 1, before: null, after: null });
      }),
    );
    expect(error.code).toBe('not_allowed');
    expect(isDone).toBe(false);
    expect(audited).toEqual([
      {
        teamId: 'T1',
        actorId: 'U1',
        action: 'summary.change',
        target: 'summary 1',
        before: null,
        after,
        reason: null,
        outcome: 'refused',
      },
    ]);
  });
});

describe('in a workspace that does not operate Gloss', () => {
  const lists = { admins: ['U1'], operators: ['U1'], readers: ['members'] };

  test('no list counts, and everybody with a full account is a member', async () => {
    const { access, audited } = setUp({ settings: lists, isHome: false });
    expect((await refusal(access.require(actor, 'audit.read', 'audit'))).message).toContain('in their own workspace');
    expect((await refusal(access.require(actor, 'figures.read', 'cost'))).code).toBe('not_allowed');
    expect(await access.may(actor, 'summary.vote')).toBe(true);
    expect(audited.map(({ teamId, after }) => [teamId, after])).toEqual([
      ['T1', 'not_home'],
      ['T1', 'not_home'],
    ]);
  });

  test('its own admins decide how its links are read', async () => {
    const asMember = setUp({ settings: lists, isHome: false });
    expect((await refusal(asMember.access.require(actor, 'links.settings', 'C1'))).message).toContain(
      'admins of this workspace',
    );
    const asAdmin = setUp({ settings: lists, isHome: false, person: { ...member, isWorkspaceAdmin: true } });
    expect(await asAdmin.access.may(actor, 'links.settings')).toBe(true);
    expect(await asAdmin.access.may(actor, 'prompt.promote')).toBe(false);
    // At home the lists decide, whatever Slack calls an admin.
    const atHome = setUp({ settings: { admins: [] }, person: { ...member, isWorkspaceAdmin: true } });
    expect(await atHome.access.may(actor, 'links.settings')).toBe(false);
  });
});

describe('a change', () => {
  const act = { action: 'summary.change', target: 'summary 1', reason: 'too long' } as const;
  const row = { teamId: 'T1', actorId: 'U1', ...act };

  test('that is done is a row with the state before and after, written once it is done', async () => {
    const { access, audited } = setUp();
    const result = await access.change(actor, act, () => {
      expect(audited).toEqual([]);
      return Promise.resolve({ result: 'new form', before: 'form 1', after: 'form 2' });
    });
    expect(result).toBe('new form');
    expect(audited).toEqual([{ ...row, before: 'form 1', after: 'form 2', outcome: 'done' }]);
  });

  test('beyond a limit is not done, is a row, and says when it goes on', async () => {
    const limited = new AppError({ code: 'rate_limited', message: '30 an hour.', hint: 'In a minute.' });
    const asked: string[] = [];
    const { access, audited } = setUp({
      limits: {
        take(limit, { userId }) {
          asked.push(`${limit} ${userId}`);
          return Promise.reject(limited);
        },
      },
    });
    const never = () => Promise.reject(new Error('not expected'));
    await expect(access.change(actor, act, never)).rejects.toBe(limited);
    expect(asked).toEqual(['forms U1']);
    expect(audited).toEqual([{ ...row, before: null, after: 'rate_limited', outcome: 'refused' }]);
  });

  test('that nothing came of does not count', async () => {
    let taken = 0;
    const take = () => Promise.resolve(((taken += 1), () => Promise.resolve(void (taken -= 1))));
    const { access } = setUp({ limits: { take } });
    await refusal(access.change(actor, act, () => Promise.reject(new AppError({ code: 'stale', message: 'Late.' }))));
    expect(taken).toBe(0);
    await access.change(actor, act, () => Promise.resolve({ result: 1, before: null, after: null }));
    expect(taken).toBe(1);
    // What costs nothing is not counted at all.
    await access.change(actor, { ...act, action: 'summary.vote' }, () =>
      Promise.resolve({ result: 1, before: null, after: null }),
    );
    expect(taken).toBe(1);
  });

  test('that fails is a row with the code, and the failure reaches the caller', async () => {
    const { access, audited } = setUp();
    const stale = new AppError({ code: 'stale_button', message: 'Too late.' });
    expect(await refusal(access.change(actor, act, () => Promise.reject(stale)))).toBe(stale);
    expect(audited).toEqual([{ ...row, before: null, after: 'stale_button', outcome: 'failed' }]);
  });

  test('that was done but could not be written down is not written down as failed', async () => {
    const { people } = setUp();
    const written: string[] = [];
    const record = (entry: AuditEntry) => {
      written.push(entry.outcome);
      return Promise.reject(new Error('the disk is full'));
    };
    const access = createAccess(SlackSettings.parse({}), {
      audit: { record },
      limits: noLimits,
      people,
      teamId: () => 'T1',
      isHome: () => Promise.resolve(true),
    });
    await expect(
      access.change(actor, act, () => Promise.resolve({ result: 1, before: null, after: null })),
    ).rejects.toThrow('the disk is full');
    expect(written).toEqual(['done']);
  });

  test('that is only asked about leaves no row', async () => {
    const { access, audited } = setUp({ settings: { admins: [] } });
    expect(await access.may(actor, 'trace.read_content')).toBe(false);
    expect(audited).toEqual([]);
  });
});

describe('at the start', () => {
  test('it is said which role nobody holds, and which group or channel cannot be read', async () => {
    const outside = createTestOutside();
    const groups: Record<string, string[]> = { S1: ['U1'], C1: [] };
    const look = (id: string) => {
      const ids = groups[id];
      return Promise.resolve(ids ? new Set(ids) : null);
    };
    const people: People = { find: () => Promise.resolve(member), ofGroup: look, ofChannel: look };
    const settings = SlackSettings.parse({ admins: ['S1', 'S9', 'U1'], operators: [], readers: ['members', 'C1'] });
    await checkRoles(settings, people, outside.log);
    expect(outside.logged.map(({ level, message, fields }) => [level, message, fields])).toEqual([
      ['warn', 'a role names a group or channel that Slack does not tell of', { setting: 'slack.admins', id: 'S9' }],
      ['info', 'nobody is set who may run evals and the like besides the admins', { setting: 'slack.operators' }],
      ['warn', 'a role names a group or channel with nobody in it', { setting: 'slack.readers', id: 'C1' }],
    ]);
  });
});
