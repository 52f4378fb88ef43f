import type { WorkspaceView } from './control-api.ts';
import { compact } from './message-views.ts';
import type { Parts } from './parts.ts';
import { randomLetters } from './random-text.ts';
import type { JsonObject, ViewRecord } from './records.ts';
import { stateOf } from './typed-values.ts';
import type { ViewDefinition } from './view-definition.ts';

/** Opens a modal, on top of `previous` where given. */
export function openModal(parts: Parts, userId: string, definition: ViewDefinition, previous?: ViewRecord): ViewRecord {
  const id = parts.world.newId('V');
  const view: ViewRecord = {
    ...definition,
    id,
    type: 'modal',
    userId,
    hash: newHash(parts),
    root_view_id: previous?.root_view_id ?? id,
    previous_view_id: previous?.id ?? null,
    values: stateOf(definition.blocks),
  };
  parts.world.saveView(view);
  parts.hub.publish({ type: 'view_opened', user: userId, view: toControlView(view) });
  return view;
}

/** Replaces what a view shows; what was typed stays where its block and action ids stay. */
export function updateView(parts: Parts, view: ViewRecord, definition: ViewDefinition): ViewRecord {
  const { errors: _, ...kept } = view;
  const updated: ViewRecord = {
    ...kept,
    ...definition,
    hash: newHash(parts),
    values: stateOf(definition.blocks, view.values),
  };
  parts.world.saveView(updated);
  publishView(parts, updated);
  return updated;
}

/** Changes what is typed or refused in a view without touching what it shows. */
export function touchView(parts: Parts, view: ViewRecord, change: Pick<ViewRecord, 'values' | 'errors'>): ViewRecord {
  const touched = { ...view, ...change };
  parts.world.saveView(touched);
  if (change.errors) publishView(parts, touched);
  return touched;
}

/** The App Home of a person. */
export function publishHome(parts: Parts, userId: string, definition: ViewDefinition): ViewRecord {
  const known = findHome(parts, userId);
  const id = known?.id ?? parts.world.newId('V');
  const view: ViewRecord = {
    ...definition,
    id,
    type: 'home',
    userId,
    hash: newHash(parts),
    root_view_id: id,
    previous_view_id: null,
    values: stateOf(definition.blocks, known?.values),
  };
  parts.world.saveView(view);
  parts.hub.publish({ type: 'home', user: userId, view: toControlView(view) });
  return view;
}

export function findHome({ world }: Parts, userId: string): ViewRecord | undefined {
  return [...world.views.values()].find((view) => view.type === 'home' && view.userId === userId);
}

/** The person's open modals, the lowest first. */
export function modalStack({ world }: Parts, userId: string): ViewRecord[] {
  const modals = [...world.views.values()].filter((view) => view.type === 'modal' && view.userId === userId);
  const stack = modals.filter((view) => view.previous_view_id === null).slice(-1);
  for (let next = above(modals, stack.at(-1)); next; next = above(modals, next)) stack.push(next);
  return stack;
}

function above(modals: readonly ViewRecord[], below: ViewRecord | undefined): ViewRecord | undefined {
  return below && modals.find((view) => view.previous_view_id === below.id);
}

/** Takes a modal away with everything above it; `all` takes the whole stack. @returns what was closed */
export function closeModal(parts: Parts, view: ViewRecord, all: boolean): ViewRecord[] {
  const stack = modalStack(parts, view.userId);
  const from = all ? 0 : stack.findIndex((open) => open.id === view.id);
  const closed = from < 0 ? [view] : stack.slice(from);
  for (const open of closed) parts.world.removeView(open.id);
  parts.hub.publish({ type: 'view_closed', user: view.userId, viewId: view.id, all: closed.length === stack.length });
  return closed;
}

function publishView({ hub }: Parts, view: ViewRecord): void {
  const type = view.type === 'home' ? 'home' : 'view_updated';
  hub.publish({ type, user: view.userId, view: toControlView(view) });
}

function newHash({ outside }: Parts): string {
  return `${Math.floor(outside.clock.now() / 1000)}.${randomLetters(outside, 8)}`;
}

/** The view as the Web API and payloads show it. */
export function toApiView({ world }: Parts, view: ViewRecord): JsonObject {
  const { teamId, appId, botId } = world.identity;
  return {
    id: view.id,
    team_id: teamId,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.private_metadata,
    callback_id: view.callback_id,
    state: { values: view.values },
    hash: view.hash,
    title: view.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: view.clear_on_close,
    notify_on_close: view.notify_on_close,
    close: view.close ?? null,
    submit: view.submit ?? null,
    previous_view_id: view.previous_view_id,
    root_view_id: view.root_view_id,
    app_id: appId,
    external_id: view.external_id,
    app_installed_team_id: teamId,
    bot_id: botId,
  };
}

/** The view as the page shows it. */
export function toControlView(view: ViewRecord): WorkspaceView {
  return compact({
    id: view.id,
    type: view.type,
    callback_id: view.callback_id,
    title: view.title,
    submit: view.submit ?? undefined,
    close: view.close ?? undefined,
    blocks: view.blocks,
    private_metadata: view.private_metadata,
    hash: view.hash,
    errors: view.errors,
  }) as unknown as WorkspaceView;
}
