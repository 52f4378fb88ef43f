import { z } from 'zod';
import { clickAsPerson, suggestAsPerson } from '../person/click.ts';
import { openHome, runCommand, runShortcut } from '../person/invoke.ts';
import { closeAsPerson, submitAsPerson } from '../person/submit.ts';
import type { ControlGroup } from './control-call.ts';

const user = z.string();
const container = z.union([z.object({ channel: z.string(), ts: z.string() }), z.object({ viewId: z.string() })]);
const values = z.record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])));

export const interactionCalls: ControlGroup<
  'click' | 'submit' | 'closeView' | 'command' | 'shortcut' | 'openHome' | 'suggest'
> = {
  click: {
    body: z.object({
      user,
      container,
      block_id: z.string().exactOptional(),
      action_id: z.string(),
      selected: z.array(z.string()).exactOptional(),
      input: z.string().exactOptional(),
      values: values.exactOptional(),
    }),
    async run(parts, body) {
      await clickAsPerson(parts, body);
      return {};
    },
  },
  submit: {
    body: z.object({ user, viewId: z.string(), values }),
    run: submitAsPerson,
  },
  closeView: {
    body: z.object({ user, viewId: z.string() }),
    async run(parts, body) {
      await closeAsPerson(parts, body.user, body.viewId);
      return {};
    },
  },
  command: {
    body: z.object({ user, channel: z.string(), command: z.string().regex(/^\//), text: z.string() }),
    async run(parts, body) {
      await runCommand(parts, body);
      return {};
    },
  },
  shortcut: {
    body: z.object({
      user,
      callbackId: z.string(),
      channel: z.string().exactOptional(),
      ts: z.string().exactOptional(),
    }),
    async run(parts, body) {
      await runShortcut(parts, body);
      return {};
    },
  },
  openHome: {
    body: z.object({ user, tab: z.enum(['home', 'messages']).exactOptional() }),
    run: (parts, body) => ({ view: openHome(parts, body.user, body.tab ?? 'home') }),
  },
  suggest: {
    body: z.object({ user, container, action_id: z.string(), query: z.string() }),
    run: async (parts, body) => ({ options: await suggestAsPerson(parts, body) }),
  },
};
