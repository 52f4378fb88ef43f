import type { LimitedAct } from '../core/rate-limit.ts';

/** The lowest first; who holds one holds those below it. A member is everybody with a full account of the workspace. */
export const roles = ['member', 'reader', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

interface PermissionRow {
  role: Role;
  /** What it costs is limited by the hour. */
  limit?: LimitedAct;
  /** Where Gloss is installed in several workspaces: the admins that Slack knows of another one may do it there. */
  isLocal?: true;
  /** What it lets a person do: "move a label of a prompt". */
  what: string;
}

function table<Name extends string>(
  rows: Readonly<Record<Name, PermissionRow>>,
): Readonly<Record<Name, PermissionRow>> {
  return rows;
}

/**
 * Who may do what: one line for everything that changes state and for every look that is not for all. The names are those of the audit log.
 * Commands that only show something say their role themselves (`Command.access`).
 */
export const permissions = table({
  'figures.read': { role: 'reader', what: "see today's figures in App Home" },
  'trace.read': { role: 'reader', what: 'open a trace and its figures' },
  'trace.read_content': { role: 'admin', what: 'read inputs, outputs and files of a trace' },
  'channel.read_any': { role: 'admin', what: 'see what was read in private channels' },
  'audit.read': { role: 'admin', what: 'read the audit log' },
  'summary.change': { role: 'member', limit: 'forms', what: 'ask for a shorter, longer or new form of a summary' },
  'prompt.read': { role: 'reader', what: 'compare versions of a prompt' },
  'prompt.sync': { role: 'admin', what: 'read the prompt files again' },
  'prompt.promote': { role: 'admin', what: 'point a label to a version of a prompt' },
  'prompt.rollback': { role: 'admin', what: 'point a label back to the version before' },
  'prompt.split': { role: 'admin', what: 'divide links between versions of a prompt' },
  'prompt.try': { role: 'operator', limit: 'trials', what: 'try a version of a prompt on a page' },
  'prompt.undo': { role: 'admin', what: 'take back the move of a label' },
  'eval.run': { role: 'operator', limit: 'evals', what: 'start an eval run' },
  'eval.cancel': { role: 'operator', what: 'cancel an eval run' },
  'eval.read': { role: 'reader', what: 'see the results of eval runs' },
  'eval.read_answers': { role: 'operator', what: 'read the answers of eval runs' },
  'monitor.run': { role: 'admin', what: 'run a monitor now' },
  'monitor.pause': { role: 'admin', what: 'pause a monitor' },
  'monitor.resume': { role: 'admin', what: 'let a paused monitor run again' },
  'dataset.read': { role: 'reader', what: 'see items of datasets' },
  'dataset.add': { role: 'admin', what: 'add a page to a dataset' },
  'dataset.import': { role: 'admin', what: 'import items into a dataset, or read its files again' },
  'dataset.review': { role: 'admin', what: 'confirm or reject a candidate of a dataset' },
  'export.run': { role: 'admin', limit: 'exports', what: 'have a dataset written as files' },
  'export.list': { role: 'admin', what: 'see which exports there were' },
  'summary.explain': { role: 'member', what: 'say what was wrong with a summary and offer it as an eval case' },
  'baseline.save': { role: 'admin', what: 'keep a run as a baseline' },
  'baseline.promote': { role: 'admin', what: 'promote a run, with the labels it ran' },
  'baseline.force': { role: 'admin', what: 'promote a run against its verdict' },
  'baseline.undo': { role: 'admin', what: 'take a promotion back' },
  'baseline.rollback': { role: 'admin', what: 'go back to the baseline before' },
  'links.settings': { role: 'admin', isLocal: true, what: 'change how links of a channel are read' },
  'links.mute': { role: 'member', what: 'mute a site, or your own links' },
  'links.unmute': { role: 'member', what: 'unmute a site, or your own links' },
  'idea.vote': { role: 'member', what: 'vote on an idea' },
  'idea.claim': { role: 'member', what: 'take an idea on, or give it up' },
  'answer.vote': { role: 'member', what: 'vote on an answer' },
  'alert.acknowledge': { role: 'member', what: 'take an alert on, in a channel they are in' },
  'alert.mute': { role: 'member', what: 'mute an alert for an hour, in a channel they are in' },
  'alert.check': { role: 'member', what: 'have an alert checked now' },
  'alert.resolve': { role: 'admin', what: 'end an alert by hand' },
  'alert_rule.save': { role: 'admin', what: 'make and change alert rules' },
  'alert_rule.switch': { role: 'admin', what: 'switch alert rules on and off' },
  'alert_rule.delete': { role: 'admin', what: 'delete alert rules' },
  'summary.vote': { role: 'member', what: 'vote on a summary' },
});
export type Permission = keyof typeof permissions;
