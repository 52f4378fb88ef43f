import { z } from 'zod';

/** Composition objects with Slack's limits: https://docs.slack.dev/reference/block-kit/composition-objects */

export const plainText = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max), emoji: z.boolean().optional() });

export const markup = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(max), verbatim: z.boolean().optional() });

export const anyText = (max: number) => z.discriminatedUnion('type', [plainText(max), markup(max)]);

export const id = z.string().min(1).max(255);
export const address = z.string().min(1).max(3000);
export const style = z.enum(['primary', 'danger']).optional();

export const confirmation = z
  .strictObject({
    title: plainText(100).optional(),
    text: anyText(300),
    confirm: plainText(30).optional(),
    deny: plainText(30).optional(),
    style,
  })
  .optional();

const optionFields = { value: z.string().max(150).optional(), description: anyText(75).optional() };
export const plainOption = z.strictObject({ text: plainText(75), ...optionFields, url: address.optional() });
export const anyOption = z.strictObject({ text: anyText(75), ...optionFields });
export const optionGroup = z.strictObject({ label: plainText(75), options: z.array(plainOption).min(1).max(100) });

const slackFile = z.union([z.strictObject({ id: z.string() }), z.strictObject({ url: address })]);

/** `image_url` or `slack_file`, one of them. */
export const imageSource = { image_url: address.optional(), slack_file: slackFile.optional() };

export function hasOneSource(image: { image_url?: unknown; slack_file?: unknown }): boolean {
  return (image.image_url === undefined) !== (image.slack_file === undefined);
}

export const oneSourceMessage = 'must have one of image_url and slack_file';

export const dispatchConfig = z
  .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).optional() })
  .optional();
