/** Block Kit's text objects and interactive elements with their published limits (docs.slack.dev/reference/block-kit/block-elements). */
import { z } from 'zod';

export const id = z.string().min(1).max(255);
export const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max), emoji: z.boolean().optional() });
export const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(max), verbatim: z.boolean().optional() });
export const anyText = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);
export const url = z.string().min(1).max(3000);
const colour = z.enum(['primary', 'danger']).optional();

const confirm = z
  .strictObject({
    title: plain(100),
    text: anyText(300),
    confirm: plain(30),
    deny: plain(30),
    style: colour,
  })
  .optional();

const option = z.strictObject({
  text: anyText(75),
  value: z.string().min(1).max(150),
  description: plain(75).optional(),
  url: url.optional(),
});
const options = (max: number, min = 1) => z.array(option).min(min).max(max);
const optionGroups = z.array(z.strictObject({ label: plain(75), options: options(100) })).max(100);

export const actionable = { action_id: id.optional(), confirm };
const focusable = { focus_on_load: z.boolean().optional() };
const placeholder = { placeholder: plain(150).optional() };
const dispatch = {
  dispatch_action_config: z.strictObject({ trigger_actions_on: z.array(z.string()).max(2) }).optional(),
};

export const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  ...actionable,
  url: url.optional(),
  value: z.string().max(2000).optional(),
  style: colour,
  accessibility_label: z.string().max(75).optional(),
});
export const image = z.strictObject({
  type: z.literal('image'),
  image_url: url.optional(),
  slack_file: z.looseObject({}).optional(),
  alt_text: z.string().min(1).max(2000),
});
const staticSelect = z.strictObject({
  type: z.literal('static_select'),
  ...actionable,
  ...placeholder,
  ...focusable,
  options: options(100).optional(),
  option_groups: optionGroups.optional(),
  initial_option: option.optional(),
});
const multiStaticSelect = z.strictObject({
  type: z.literal('multi_static_select'),
  ...actionable,
  ...placeholder,
  ...focusable,
  options: options(100).optional(),
  option_groups: optionGroups.optional(),
  initial_options: z.array(option).optional(),
  max_selected_items: z.int().min(1).optional(),
});
/** Selects that Slack or the app fills; their own fields are few and optional. */
const filledSelect = <T extends string>(type: T) =>
  z.looseObject({ type: z.literal(type), ...actionable, ...placeholder, ...focusable });
const overflow = z.strictObject({ type: z.literal('overflow'), ...actionable, options: options(5) });
const choices = <T extends string>(type: T) =>
  z.strictObject({
    type: z.literal(type),
    ...actionable,
    ...focusable,
    options: options(10),
    initial_options: z.array(option).optional(),
    initial_option: option.optional(),
  });
const picker = <T extends string>(type: T) =>
  z.looseObject({ type: z.literal(type), ...actionable, ...placeholder, ...focusable });
const textInput = <T extends string>(type: T, max: number) =>
  z.strictObject({
    type: z.literal(type),
    action_id: id.optional(),
    ...placeholder,
    ...focusable,
    ...dispatch,
    initial_value: z.string().max(max).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
    is_decimal_allowed: z.boolean().optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  });

export const selects = [
  staticSelect,
  multiStaticSelect,
  filledSelect('external_select'),
  filledSelect('multi_external_select'),
  filledSelect('users_select'),
  filledSelect('multi_users_select'),
  filledSelect('channels_select'),
  filledSelect('multi_channels_select'),
  filledSelect('conversations_select'),
  filledSelect('multi_conversations_select'),
] as const;
export const choosers = [
  overflow,
  choices('checkboxes'),
  choices('radio_buttons'),
  picker('datepicker'),
  picker('timepicker'),
  picker('datetimepicker'),
] as const;
export const inputs = [
  textInput('plain_text_input', 3000),
  textInput('number_input', 100),
  textInput('url_text_input', 3000),
  textInput('email_text_input', 3000),
  picker('rich_text_input'),
  picker('file_input'),
] as const;
