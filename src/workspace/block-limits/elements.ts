import { z } from 'zod';
import {
  address,
  anyOption,
  confirmation,
  dispatchConfig,
  hasOneSource,
  id,
  imageSource,
  oneSourceMessage,
  optionGroup,
  plainOption,
  plainText,
  style,
} from './composition.ts';

/** Interactive elements with Slack's limits: https://docs.slack.dev/reference/block-kit/block-elements */

const actionId = { action_id: id.optional() };
const focus = { focus_on_load: z.boolean().optional() };
const placeholder = { placeholder: plainText(150).optional() };
const confirm = { confirm: confirmation };
const label = { accessibility_label: z.string().max(75).optional() };

export const button = z.strictObject({
  type: z.literal('button'),
  ...actionId,
  ...confirm,
  ...label,
  text: plainText(75),
  value: z.string().max(2000).optional(),
  url: address.optional(),
  style,
});

const workflowButton = z.strictObject({
  type: z.literal('workflow_button'),
  ...actionId,
  ...confirm,
  ...label,
  text: plainText(75),
  workflow: z.looseObject({}),
  style,
});

export const image = z
  .strictObject({ type: z.literal('image'), alt_text: z.string().min(1).max(2000), ...imageSource })
  .refine(hasOneSource, oneSourceMessage);

const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...actionId,
  ...confirm,
  options: z.array(plainOption).min(1).max(5),
});

const choice = { ...actionId, ...confirm, ...focus };
const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...choice,
  options: z.array(anyOption).min(1).max(10),
  initial_options: z.array(anyOption).min(1).optional(),
});
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  ...choice,
  options: z.array(anyOption).min(1).max(10),
  initial_option: anyOption.optional(),
});

const select = { ...choice, ...placeholder };
const staticOptions = {
  options: z.array(plainOption).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};
const maxSelected = { max_selected_items: z.int().min(1).optional() };
const minQuery = { min_query_length: z.int().min(0).optional() };
const hasOptions = (value: { options?: unknown; option_groups?: unknown }): boolean =>
  (value.options === undefined) !== (value.option_groups === undefined);
const oneOptionsMessage = 'must have one of options and option_groups';
const respondable = { response_url_enabled: z.boolean().optional() };
const conversationFilter = {
  default_to_current_conversation: z.boolean().optional(),
  filter: z.looseObject({}).optional(),
};

const selects = [
  z
    .strictObject({
      type: z.literal('static_select'),
      ...select,
      ...staticOptions,
      initial_option: plainOption.optional(),
    })
    .refine(hasOptions, oneOptionsMessage),
  z
    .strictObject({
      type: z.literal('multi_static_select'),
      ...select,
      ...staticOptions,
      ...maxSelected,
      initial_options: z.array(plainOption).min(1).optional(),
    })
    .refine(hasOptions, oneOptionsMessage),
  z.strictObject({
    type: z.literal('external_select'),
    ...select,
    ...minQuery,
    initial_option: plainOption.optional(),
  }),
  z.strictObject({
    type: z.literal('multi_external_select'),
    ...select,
    ...minQuery,
    ...maxSelected,
    initial_options: z.array(plainOption).min(1).optional(),
  }),
  z.strictObject({ type: z.literal('users_select'), ...select, initial_user: z.string().optional() }),
  z.strictObject({
    type: z.literal('multi_users_select'),
    ...select,
    ...maxSelected,
    initial_users: z.array(z.string()).optional(),
  }),
  z.strictObject({
    type: z.literal('conversations_select'),
    ...select,
    ...respondable,
    ...conversationFilter,
    initial_conversation: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('multi_conversations_select'),
    ...select,
    ...maxSelected,
    ...conversationFilter,
    initial_conversations: z.array(z.string()).optional(),
  }),
  z.strictObject({
    type: z.literal('channels_select'),
    ...select,
    ...respondable,
    initial_channel: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('multi_channels_select'),
    ...select,
    ...maxSelected,
    initial_channels: z.array(z.string()).optional(),
  }),
] as const;

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2026-03-01');
const time = z.string().regex(/^\d{2}:\d{2}$/, 'must be a time such as 09:30');
const pickers = [
  z.strictObject({ type: z.literal('datepicker'), ...select, initial_date: date.optional() }),
  z.strictObject({
    type: z.literal('timepicker'),
    ...select,
    initial_time: time.optional(),
    timezone: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('datetimepicker'), ...choice, initial_date_time: z.int().optional() }),
] as const;

const typed = { ...actionId, ...focus, ...placeholder, dispatch_action_config: dispatchConfig };
const richTextInput = z.strictObject({
  type: z.literal('rich_text_input'),
  ...typed,
  initial_value: z.looseObject({}).optional(),
  min_lines: z.int().optional(),
  max_lines: z.int().optional(),
});
const textInputs = [
  z.strictObject({
    type: z.literal('plain_text_input'),
    ...typed,
    initial_value: z.string().max(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
  }),
  z.strictObject({ type: z.literal('email_text_input'), ...typed, initial_value: z.string().optional() }),
  z.strictObject({ type: z.literal('url_text_input'), ...typed, initial_value: z.string().optional() }),
  z.strictObject({
    type: z.literal('number_input'),
    ...typed,
    is_decimal_allowed: z.boolean(),
    initial_value: z.string().optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('file_input'),
    ...actionId,
    filetypes: z.array(z.string()).optional(),
    max_files: z.int().min(1).max(10).optional(),
  }),
] as const;

const voteButton = z.strictObject({ text: plainText(75), ...label, value: z.string().max(2000) });
const feedbackButtons = z.strictObject({
  type: z.literal('feedback_buttons'),
  ...actionId,
  positive_button: voteButton,
  negative_button: voteButton,
});
const iconButton = z.strictObject({
  type: z.literal('icon_button'),
  ...actionId,
  ...confirm,
  ...label,
  icon: z.string(),
  text: plainText(75),
  value: z.string().max(2000).optional(),
  visible_to_user_ids: z.array(z.string()).optional(),
});

const chosen = [checkboxes, radioButtons, ...selects, ...pickers] as const;

/** What may stand in an actions block. */
export const actionElement = z.discriminatedUnion('type', [button, workflowButton, overflow, richTextInput, ...chosen]);
/** What may stand beside a section. */
export const accessory = z.discriminatedUnion('type', [button, workflowButton, overflow, image, ...chosen]);
/** What may stand in an input block. */
export const inputElement = z.discriminatedUnion('type', [richTextInput, ...textInputs, ...chosen]);
/** What may stand in a context_actions block. */
export const contextAction = z.discriminatedUnion('type', [feedbackButtons, iconButton]);
