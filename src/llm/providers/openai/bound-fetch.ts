import { AppError } from '../../../core/errors.ts';

/** The fetch with every response body cut off at `maxBytes`: reading on throws `model_bad_answer`. */
export function boundFetch(fetch: typeof globalThis.fetch, maxBytes: number): typeof globalThis.fetch {
  const tooLarge = (): AppError =>
    new AppError({ code: 'model_bad_answer', message: `The model server’s answer is larger than ${maxBytes} bytes.` });
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.body === null) return response;
    let received = 0;
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        received += chunk.byteLength;
        if (received > maxBytes) controller.error(tooLarge());
        else controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(counter), {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };
}
