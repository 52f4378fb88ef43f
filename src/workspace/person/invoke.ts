import { sendEvent } from '../app-events.ts';
import type { WorkspaceView } from '../control-api.ts';
import { toApiMessage } from '../message-views.ts';
import { openDirectMessage } from '../opening-state.ts';
import type { Parts } from '../parts.ts';
import type { ChannelRecord } from '../records.ts';
import { applyResponse } from '../response-message.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { findHome, toApiView, toControlView } from '../views.ts';
import { actionTime, askApp, channelReference, interactionBase } from './app-request.ts';
import { checkMember } from './post.ts';

/** A person types a slash command. @throws SlackRefusal `operation_timeout`, `unknown_command` … */
export async function runCommand(
  parts: Parts,
  body: { user: string; channel: string; command: string; text: string },
): Promise<void> {
  checkMember(parts, body.user, body.channel);
  const { world, app } = parts;
  if (!app.commands.some(({ command }) => command === body.command)) throw new SlackRefusal('unknown_command');
  const channel = world.channels.get(body.channel) as ChannelRecord;
  const { teamId, teamDomain, appId, verificationToken } = world.identity;
  const place = { channel: channel.id, userId: body.user, messageTs: null, threadTs: null };
  const answer = await askApp(parts, body.user, 'slash_commands', body.command, {
    token: verificationToken,
    team_id: teamId,
    team_domain: teamDomain,
    channel_id: channel.id,
    channel_name: String(channelReference(channel)['name']),
    user_id: body.user,
    user_name: world.users.get(body.user)?.name ?? '',
    command: body.command,
    text: body.text.trim(),
    api_app_id: appId,
    is_enterprise_install: 'false',
    response_url: `${parts.origin()}${parts.responses.issue(place)}`,
    trigger_id: parts.triggers.issue(body.user),
  });
  if (answer) applyResponse(parts, place, answer);
}

/** A person picks a shortcut, on a message where `channel` and `ts` are given. @throws SlackRefusal `operation_timeout`, `unknown_shortcut` … */
export async function runShortcut(
  parts: Parts,
  body: { user: string; callbackId: string; channel?: string; ts?: string },
): Promise<void> {
  const { world, app, responses, triggers } = parts;
  const { user, callbackId, channel: channelId, ts } = body;
  const isKnown = (list: readonly { callbackId: string }[]): boolean =>
    list.some((shortcut) => shortcut.callbackId === callbackId);
  if (channelId === undefined || ts === undefined) {
    if (!isKnown(app.globalShortcuts)) throw new SlackRefusal('unknown_shortcut');
    await askApp(parts, user, 'interactive', `shortcut ${callbackId}`, {
      ...interactionBase(parts, 'shortcut', user),
      callback_id: callbackId,
      trigger_id: triggers.issue(user),
      action_ts: actionTime(parts),
    });
    return;
  }
  if (!isKnown(app.messageShortcuts)) throw new SlackRefusal('unknown_shortcut');
  checkMember(parts, user, channelId);
  const message = world.message(channelId, ts);
  if (!message) throw new SlackRefusal('message_not_found');
  const threadTs = message.thread_ts ?? null;
  await askApp(parts, user, 'interactive', `shortcut ${callbackId}`, {
    ...interactionBase(parts, 'message_action', user),
    callback_id: callbackId,
    trigger_id: triggers.issue(user),
    action_ts: actionTime(parts),
    response_url: `${parts.origin()}${responses.issue({ channel: channelId, userId: user, messageTs: null, threadTs })}`,
    message_ts: ts,
    channel: channelReference(world.channels.get(channelId) as ChannelRecord),
    message: toApiMessage(parts, message, { metadata: true }),
  });
}

/** A person opens the app's Home or its messages. @returns the Home as it is now */
export function openHome(parts: Parts, userId: string, tab: 'home' | 'messages'): WorkspaceView | null {
  const { world, outside } = parts;
  if (!world.users.has(userId)) throw new SlackRefusal('user_not_found');
  const home = findHome(parts, userId);
  sendEvent(parts, {
    type: 'app_home_opened',
    user: userId,
    channel: openDirectMessage(world, userId, outside),
    tab,
    ...(tab === 'home' && home && { view: toApiView(parts, home) }),
    event_ts: actionTime(parts),
  });
  return home ? toControlView(home) : null;
}
