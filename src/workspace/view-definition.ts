import { z } from 'zod';
import { plainText } from './block-limits/composition.ts';
import { findBlockProblems } from './block-limits/check-blocks.ts';
import type { Parts } from './parts.ts';
import type { JsonObject, ViewRecord } from './records.ts';
import { invalidArguments, SlackRefusal } from './slack-refusal.ts';
import { completeBlocks } from './web-api/message-content.ts';

/** The part of a view that the app gives. */
export type ViewDefinition = Pick<
  ViewRecord,
  | 'callback_id'
  | 'title'
  | 'submit'
  | 'close'
  | 'blocks'
  | 'private_metadata'
  | 'clear_on_close'
  | 'notify_on_close'
  | 'external_id'
>;

const common = {
  blocks: z.array(z.looseObject({})),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
};
const View = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('modal'),
    title: plainText(24),
    submit: plainText(24).nullish(),
    close: plainText(24).nullish(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
    ...common,
  }),
  z.strictObject({ type: z.literal('home'), ...common }),
]);

const maxViewLength = 250_000;

/** Checks and completes a view as Slack does. @throws SlackRefusal `invalid_arguments`, `view_too_large` */
export function readView(parts: Parts, value: JsonObject | undefined, type: 'modal' | 'home'): ViewDefinition {
  if (!value) throw invalidArguments('missing required field: view');
  const parsed = View.safeParse(value);
  if (!parsed.success) {
    throw invalidArguments(
      ...parsed.error.issues.map((issue) => `${issue.message} [json-pointer:/view/${issue.path.join('/')}]`),
    );
  }
  const view = parsed.data;
  if (view.type !== type) throw invalidArguments(`must be a ${type} view [json-pointer:/view/type]`);
  const problems = findBlockProblems(view.blocks, type, '/view/blocks');
  const isModal = view.type === 'modal';
  if (isModal && !view.submit && view.blocks.some((block) => block['type'] === 'input')) {
    problems.push('must define `submit` to use an `input` block in modals [json-pointer:/view/submit]');
  }
  if (problems.length > 0) throw invalidArguments(...problems);
  if (JSON.stringify(value).length > maxViewLength) throw new SlackRefusal('view_too_large');
  return {
    callback_id: view.callback_id ?? '',
    blocks: completeBlocks(parts, view.blocks),
    private_metadata: view.private_metadata ?? '',
    external_id: view.external_id ?? '',
    clear_on_close: isModal && view.clear_on_close === true,
    notify_on_close: isModal && view.notify_on_close === true,
    ...(isModal && { title: view.title, submit: view.submit ?? null, close: view.close ?? null }),
  };
}
