import type { ControlCalls } from '../control-api.ts';
import { chosenState, clickedState, type FoundElement, hasState, listElements } from '../elements.ts';
import { toApiMessage } from '../message-views.ts';
import type { Parts } from '../parts.ts';
import type { JsonObject, MessageRecord, ViewRecord } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { type StateValues, stateOf, withTyped } from '../typed-values.ts';
import { toApiView, touchView } from '../views.ts';
import { actionTime, askApp, channelReference, interactionBase } from './app-request.ts';

type ClickBody = ControlCalls['click']['body'];
type SuggestBody = ControlCalls['suggest']['body'];
type Container = ClickBody['container'];

/** A person uses an interactive element; resolves when the app acknowledged. @throws SlackRefusal `operation_timeout`, `element_not_found` … */
export async function clickAsPerson(parts: Parts, body: ClickBody): Promise<void> {
  const holder = findHolder(parts, body.user, body.container);
  const { element, blockId, actionId } = findElement(holder.blocks, body.action_id, body.block_id);
  const chosen = body.selected ?? (body.input === undefined ? [] : [body.input]);
  const suggested = (id: string): readonly JsonObject[] => parts.suggestions.get(`${body.user}:${id}`) ?? [];
  const typed = withTyped(holder.blocks, holder.values, body.values ?? {}, suggested);
  const isStateful = hasState(element);
  const state = isStateful || element['type'] === 'overflow' ? chosenState(element, chosen, suggested(actionId)) : null;
  const values: StateValues =
    isStateful && state ? { ...typed, [blockId]: { ...typed[blockId], [actionId]: state } } : typed;
  const current = holder.save(values);
  const action = {
    type: element['type'],
    action_id: actionId,
    block_id: blockId,
    ...(state ?? clickedState(element, chosen)),
    ...(element['placeholder'] !== undefined && { placeholder: element['placeholder'] }),
    action_ts: actionTime(parts),
  };
  await askApp(parts, body.user, 'interactive', `click on ${actionId}`, {
    ...interactionBase(parts, 'block_actions', body.user),
    ...current.payload(),
    trigger_id: parts.triggers.issue(body.user, current.viewId),
    actions: [action],
  });
}

/** The options that the app offers for a typed query. @throws SlackRefusal `operation_timeout`, `element_not_found` … */
export async function suggestAsPerson(parts: Parts, body: SuggestBody): Promise<unknown[]> {
  const holder = findHolder(parts, body.user, body.container);
  const { blockId, actionId } = findElement(holder.blocks, body.action_id);
  const answer = await askApp(parts, body.user, 'interactive', `options of ${actionId}`, {
    ...interactionBase(parts, 'block_suggestion', body.user),
    ...holder.save(holder.values).payload(),
    action_id: actionId,
    block_id: blockId,
    value: body.query,
  });
  const groups = asObjects(answer?.['option_groups']);
  const options = [answer?.['options'], ...groups.map((group) => group['options'])].flatMap(asObjects);
  parts.suggestions.set(`${body.user}:${actionId}`, options);
  return groups.length > 0 ? groups : options;
}

function asObjects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? (value as JsonObject[]) : [];
}

/** What holds an element: a message or a view. */
interface Holder {
  blocks: JsonObject[];
  values: StateValues;
  /** Keeps what is typed. */
  save(values: StateValues): { viewId?: string; payload(): JsonObject };
}

function findHolder(parts: Parts, userId: string, container: Container): Holder {
  return 'viewId' in container
    ? viewHolder(parts, userId, container.viewId)
    : messageHolder(parts, userId, container.channel, container.ts);
}

function viewHolder(parts: Parts, userId: string, viewId: string): Holder {
  const view = parts.world.views.get(viewId);
  if (!view || view.userId !== userId) throw new SlackRefusal('not_found');
  return {
    blocks: view.blocks,
    values: view.values,
    save(values) {
      const touched: ViewRecord = touchView(parts, view, { values });
      return {
        viewId: touched.id,
        payload: () => ({
          container: { type: 'view', view_id: touched.id },
          view: toApiView(parts, touched),
        }),
      };
    },
  };
}

function messageHolder(parts: Parts, userId: string, channelId: string, ts: string): Holder {
  const channel = parts.world.channels.get(channelId);
  const message = parts.world.message(channelId, ts);
  const isHidden = message?.ephemeralFor !== undefined && message.ephemeralFor !== userId;
  if (!channel?.memberIds.includes(userId) || !message || isHidden) throw new SlackRefusal('message_not_found');
  const attached = (message.attachments ?? []).flatMap((attachment) => asObjects(attachment['blocks']));
  const blocks = [...(message.blocks ?? []), ...attached];
  const key = `${userId}:${channelId}:${ts}`;
  return {
    blocks,
    values: stateOf(blocks, parts.messageStates.get(key)),
    save(values) {
      parts.messageStates.set(key, values);
      return {
        payload: () => ({
          ...messagePlace(parts, message, userId),
          channel: channelReference(channel),
          // Slack does not give an ephemeral message back; its app has only the place and the response_url.
          ...(message.ephemeralFor === undefined && { message: toApiMessage(parts, message, { metadata: true }) }),
          state: { values },
        }),
      };
    },
  };
}

function messagePlace(parts: Parts, message: MessageRecord, userId: string): JsonObject {
  const threadTs = message.thread_ts ?? null;
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: message.ephemeralFor !== undefined,
      ...(threadTs !== null && { thread_ts: threadTs }),
    },
    response_url: `${parts.origin()}${parts.responses.issue({
      channel: message.channel,
      userId,
      messageTs: message.ts,
      threadTs,
    })}`,
  };
}

function findElement(blocks: readonly JsonObject[], actionId: string, blockId?: string): FoundElement {
  const found = listElements(blocks).find(
    (candidate) => candidate.actionId === actionId && (blockId === undefined || candidate.blockId === blockId),
  );
  if (!found) throw new SlackRefusal('element_not_found');
  return found;
}
