import type { Parts } from '../parts.ts';
import type { JsonObject, ViewRecord } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { readView } from '../view-definition.ts';
import { closeModal, findHome, modalStack, openModal, publishHome, toApiView, updateView } from '../views.ts';
import type { ApiArguments } from './arguments.ts';
import { findUser } from './lookup.ts';
import type { ApiMethods } from './method.ts';

const maxStack = 3;

export const viewMethods: ApiMethods = {
  'views.open': {
    scopes: [],
    run(parts, args) {
      const { userId } = exchange(parts, args);
      const definition = readView(parts, args.object('view'), 'modal');
      const open = modalStack(parts, userId)[0];
      if (open) closeModal(parts, open, true);
      return show(parts, openModal(parts, userId, definition));
    },
  },
  'views.push': {
    scopes: [],
    run(parts, args) {
      const { userId, viewId } = exchange(parts, args);
      const definition = readView(parts, args.object('view'), 'modal');
      const stack = modalStack(parts, userId);
      const top = stack.at(-1);
      if (viewId === null || !top) throw new SlackRefusal('not_in_modal');
      if (stack.length >= maxStack) throw new SlackRefusal('push_limit_reached');
      return show(parts, openModal(parts, userId, definition, top));
    },
  },
  'views.update': {
    scopes: [],
    run(parts, args) {
      const view = findView(parts, args);
      checkHash(view, args);
      return show(parts, updateView(parts, view, readView(parts, args.object('view'), view.type)));
    },
  },
  'views.publish': {
    scopes: [],
    run(parts, args) {
      const user = findUser(parts, args, 'user_id');
      const known = findHome(parts, user.id);
      if (known) checkHash(known, args);
      return show(parts, publishHome(parts, user.id, readView(parts, args.object('view'), 'home')));
    },
  },
};

function exchange({ triggers }: Parts, args: ApiArguments): { userId: string; viewId: string | null } {
  return triggers.exchange(args.text('trigger_id') ?? args.requiredText('interactivity_pointer'));
}

function findView({ world }: Parts, args: ApiArguments): ViewRecord {
  const externalId = args.text('external_id');
  const view =
    externalId === undefined
      ? world.views.get(args.requiredText('view_id'))
      : [...world.views.values()].find((known) => known.external_id === externalId);
  if (!view) throw new SlackRefusal('not_found');
  return view;
}

function checkHash(view: ViewRecord, args: ApiArguments): void {
  const hash = args.text('hash');
  if (hash !== undefined && hash !== view.hash) throw new SlackRefusal('hash_conflict');
}

function show(parts: Parts, view: ViewRecord): JsonObject {
  return { view: toApiView(parts, view) };
}
