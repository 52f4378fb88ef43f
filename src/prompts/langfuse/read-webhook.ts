import { z } from 'zod';
import { isSignedBody } from '../../core/body-signature.ts';
import { AppError } from '../../core/errors.ts';

/** Older and younger requests are refused, so that one that was overheard is soon worth nothing. */
const windowMs = 300_000;

const Envelope = z.object({ id: z.string().min(1).max(200), type: z.string().max(100) });

const PromptEvent = z.object({
  action: z.enum(['created', 'updated', 'deleted']),
  prompt: z.object({
    name: z.string().min(1).max(300),
    version: z.int().positive(),
    labels: z.array(z.string().max(100)).max(100).default([]),
  }),
  user: z.object({ name: z.string().max(200).nullish() }).nullish(),
});

/** Something changed about a prompt in Langfuse. In which order such messages come means nothing. */
export const PromptChange = z.object({
  /** Langfuse's own of the message. */
  id: z.string(),
  action: PromptEvent.shape.action,
  name: z.string(),
  remoteVersion: z.int().positive(),
  labels: z.array(z.string()),
  /** Who did it, where Langfuse says it. */
  by: z.string().nullable(),
});
export type PromptChange = z.infer<typeof PromptChange>;

/**
 * A request to the webhook as what it says, or null for a message that is about something else.
 * @throws AppError `webhook_unsigned` where the signature is wrong or not of this moment, `webhook_bad_body`
 */
export function readWebhook(
  signature: string | null,
  body: Buffer,
  secret: string,
  nowMs: number,
): PromptChange | null {
  if (signature === null || !isSignedBody({ secret, signature, body }, nowMs, windowMs)) {
    throw new AppError({
      code: 'webhook_unsigned',
      message: 'The signature does not fit, or it is not of this moment.',
      hint: 'Compare the secret in Langfuse with prompts.langfuse.webhookSecret, and the clocks of both machines.',
    });
  }
  const text = parseJson(body);
  const envelope = Envelope.safeParse(text);
  if (!envelope.success) throw badBody();
  if (envelope.data.type !== 'prompt-version') return null;
  const event = PromptEvent.safeParse(text);
  if (!event.success) throw badBody(event.error);
  const { action, prompt, user } = event.data;
  const { name, version: remoteVersion, labels } = prompt;
  return { id: envelope.data.id, action, name, remoteVersion, labels, by: user?.name ?? null };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw badBody(cause);
  }
}

function badBody(cause?: unknown): AppError {
  return new AppError({ code: 'webhook_bad_body', message: 'The body is no message of a Langfuse webhook.', cause });
}
