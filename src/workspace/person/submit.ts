import type { ControlCalls } from '../control-api.ts';
import type { Parts } from '../parts.ts';
import type { JsonObject, ViewRecord } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { findInputErrors, withTyped } from '../typed-values.ts';
import { readView } from '../view-definition.ts';
import { closeModal, openModal, toApiView, touchView, updateView } from '../views.ts';
import { isObject } from '../web-api/arguments.ts';
import { askApp, interactionBase } from './app-request.ts';

type SubmitAnswer = ControlCalls['submit']['answer'];

/**
 * A person submits a modal: Slack's own checks first, then the app's answer (`errors`, `update`, `push`, `clear`, or close).
 * @throws SlackRefusal `operation_timeout`, `not_found`, `invalid_arguments` where the app answers with a wrong view
 */
export async function submitAsPerson(parts: Parts, body: ControlCalls['submit']['body']): Promise<SubmitAnswer> {
  const open = findModal(parts, body.user, body.viewId);
  const suggested = (id: string): readonly JsonObject[] => parts.suggestions.get(`${body.user}:${id}`) ?? [];
  const view = touchView(parts, withoutErrors(open), {
    values: withTyped(open.blocks, open.values, body.values, suggested),
  });
  const problems = findInputErrors(view.blocks, view.values);
  if (Object.keys(problems).length > 0) return refuse(parts, view, problems);
  const answer = await askApp(parts, body.user, 'interactive', `submit of ${view.callback_id || view.id}`, {
    ...interactionBase(parts, 'view_submission', body.user),
    trigger_id: parts.triggers.issue(body.user, view.id),
    view: toApiView(parts, view),
    response_urls: [],
  });
  return applyAnswer(parts, parts.world.views.get(view.id) ?? view, answer ?? {});
}

function applyAnswer(parts: Parts, view: ViewRecord, answer: JsonObject): SubmitAnswer {
  switch (answer['response_action']) {
    case 'errors':
      return refuse(parts, view, readErrors(view, answer['errors']));
    case 'update':
      updateView(parts, view, readView(parts, asView(answer), 'modal'));
      return { closed: false };
    case 'push':
      openModal(parts, view.userId, readView(parts, asView(answer), 'modal'), view);
      return { closed: false };
    case 'clear':
      closeModal(parts, view, true);
      return { closed: true };
    case undefined:
      // The app may have closed or replaced it in the meantime.
      if (parts.world.views.has(view.id)) closeModal(parts, view, false);
      return { closed: true };
    default:
      throw new SlackRefusal('invalid_response_action');
  }
}

function asView(answer: JsonObject): JsonObject | undefined {
  return isObject(answer['view']) ? answer['view'] : undefined;
}

/** Slack shows an error only below an input block that exists; an answer without any such is refused. */
function readErrors(view: ViewRecord, errors: unknown): Record<string, string> {
  const inputs = new Set(view.blocks.filter((block) => block['type'] === 'input').map((block) => block['block_id']));
  const entries = Object.entries(isObject(errors) ? errors : {}).filter(([blockId]) => inputs.has(blockId));
  if (entries.length === 0) throw new SlackRefusal('invalid_response_errors');
  return Object.fromEntries(entries.map(([blockId, message]) => [blockId, String(message)]));
}

function refuse(parts: Parts, view: ViewRecord, errors: Record<string, string>): SubmitAnswer {
  touchView(parts, view, { values: view.values, errors });
  return { errors, closed: false };
}

function withoutErrors(view: ViewRecord): ViewRecord {
  const { errors: _, ...rest } = view;
  return rest;
}

/** A person closes a modal; the app hears of it where it asked to. */
export async function closeAsPerson(parts: Parts, userId: string, viewId: string): Promise<void> {
  const view = findModal(parts, userId, viewId);
  const closed = closeModal(parts, view, view.clear_on_close);
  for (const gone of closed.filter((candidate) => candidate.notify_on_close)) {
    await askApp(parts, userId, 'interactive', `close of ${gone.callback_id || gone.id}`, {
      ...interactionBase(parts, 'view_closed', userId),
      view: toApiView(parts, gone),
      is_cleared: closed.length > 1 || view.clear_on_close,
    });
  }
}

function findModal({ world }: Parts, userId: string, viewId: string): ViewRecord {
  const view = world.views.get(viewId);
  if (!view || view.userId !== userId || view.type !== 'modal') throw new SlackRefusal('not_found');
  return view;
}
