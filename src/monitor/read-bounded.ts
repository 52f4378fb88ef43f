import { AppError } from '../core/errors.ts';

/** The body as text. @throws AppError `answer_too_large` as soon as there is more than `maxBytes` */
export async function readBounded(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  if (response.body === null) return text;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      throw new AppError({
        code: 'answer_too_large',
        message: `An answer of more than ${maxBytes} bytes is not read.`,
      });
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
