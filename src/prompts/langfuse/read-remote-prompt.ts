import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { parsePromptFile, placeholder } from '../prompt-file.ts';
import type { PromptFile } from '../prompt-file.ts';

/** A prompt as Langfuse gives it, as far as it is used (GET /api/public/v2/prompts/{name}). */
const Answer = z.object({
  name: z.string(),
  version: z.int().positive(),
  labels: z.array(z.string()).default([]),
  prompt: z.union([z.string(), z.array(z.record(z.string(), z.unknown()))]),
  config: z.unknown().optional(),
});

export interface RemoteVersion {
  file: PromptFile;
  /** Langfuse's own number. */
  remoteVersion: number;
}

/**
 * The answer as a prompt of ours: a text becomes one message of the user.
 * @throws AppError `langfuse_bad_answer`, `prompt_invalid`
 */
export function readRemotePrompt(name: string, answer: unknown): RemoteVersion {
  const parsed = Answer.safeParse(answer);
  if (!parsed.success || parsed.data.name !== name) {
    throw new AppError({
      code: 'langfuse_bad_answer',
      message: `What Langfuse answered for ${name} is no prompt.`,
      hint: 'Check that the base URL is that of a Langfuse server.',
      cause: parsed.error,
    });
  }
  const { prompt, version, config } = parsed.data;
  const content = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt.map(readMessage);
  const texts = content.map(({ content: text }) => (typeof text === 'string' ? text : ''));
  const variables = [...new Set(texts.flatMap((text) => [...text.matchAll(placeholder)].map(([, word = '']) => word)))];
  const file = parsePromptFile(
    `langfuse: ${name} v${version}`,
    {
      name,
      description: `Version ${version} of ${name} in Langfuse.`,
      variables,
      config: readConfig(config),
      content,
    },
    () => null,
    name,
  );
  return { file, remoteVersion: version };
}

/** `{type: chatmessage}` is a message; whatever else Langfuse may put there is refused by the form of a prompt. */
function readMessage({ type: _type, ...message }: Record<string, unknown>): Record<string, unknown> {
  return message;
}

/** What a prompt may decide here; Langfuse's config holds whatever else its users like. */
function readConfig(config: unknown): Record<string, unknown> {
  const given = typeof config === 'object' && config !== null ? (config as Record<string, unknown>) : {};
  const maxOutputTokens = given['maxOutputTokens'] ?? given['max_output_tokens'] ?? given['max_tokens'];
  return {
    ...(given['temperature'] === undefined ? {} : { temperature: given['temperature'] }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  };
}
