import type { WorkspaceFile } from '../control-api.ts';
import type { BlockContext } from './blocks/block-context.ts';
import { createFormFields, type FormFields } from './blocks/form-fields.ts';
import { asRecords, type JsonRecord } from './read-json.ts';
import type { Session } from './session.ts';

export type Container = { channel: string; ts: string } | { viewId: string };

/** The surroundings of blocks in one message or view. */
export function blockContextFor(
  session: Session,
  container: Container,
  options: { files?: readonly WorkspaceFile[]; form?: FormFields; chartWidth: number },
): Omit<BlockContext, 'renderBlocks'> {
  const user = session.me;
  const key = 'viewId' in container ? container.viewId : `${container.channel} ${container.ts}`;
  const form = options.form ?? createFormFields(null);
  return {
    names: session.names,
    users: session.state.users,
    channels: session.state.channels,
    files: options.files ?? [],
    form,
    remembered: scoped(session.remembered, key),
    chartWidth: options.chartWidth,
    async act({ blockId, actionId, selected, input }) {
      const values = form.values();
      await session.attempt(
        session.call('click', {
          user,
          container,
          block_id: blockId,
          action_id: actionId,
          ...(selected && { selected }),
          ...(input !== undefined && { input }),
          ...(Object.keys(values).length > 0 && { values }),
        }),
      );
    },
    async suggest(actionId, query) {
      let options: JsonRecord[] = [];
      const asked = session.call('suggest', { user, container, action_id: actionId, query });
      await session.attempt(asked.then((answer) => (options = asRecords(answer.options))));
      return options;
    },
    confirm: (dialog) => session.confirm(dialog),
  };
}

/** A view of the shared memory in which every name belongs to one message or view. */
function scoped(all: Map<string, string>, scope: string): Map<string, string> {
  const own = new Map<string, string>();
  for (const [key, value] of all) if (key.startsWith(`${scope} `)) own.set(key.slice(scope.length + 1), value);
  const set = own.set.bind(own);
  own.set = (key, value) => {
    all.set(`${scope} ${key}`, value);
    return set(key, value);
  };
  return own;
}
