import { AppError } from '../core/errors.ts';

/** A call that Slack would answer with `{ ok: false, error }`; `code` is Slack's own word, `extra` stands beside it in the answer. */
export class SlackRefusal extends AppError {
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: string, extra: Readonly<Record<string, unknown>> = {}) {
    super({ code, message: `The workspace refuses: ${code}.` });
    this.name = 'SlackRefusal';
    this.extra = extra;
  }
}

/** Slack's `invalid_arguments` with the reasons it gives in `response_metadata`. */
export function invalidArguments(...messages: string[]): SlackRefusal {
  return new SlackRefusal('invalid_arguments', {
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  });
}

/** A call that came too soon; answered with status 429 and Retry-After. */
export class RateLimited extends SlackRefusal {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('ratelimited');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
