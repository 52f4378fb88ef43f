import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { AppError } from '../core/errors.ts';

/** Slack's codes after which the same call may succeed later. */
const passing = new Set([
  'ratelimited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'timeout',
]);

const hints: Readonly<Record<string, string>> = {
  not_in_channel: 'Invite the app to the channel (/invite), then try again.',
  channel_not_found: 'Invite the app to the channel (/invite), then try again.',
  is_archived: 'The channel is archived; post the link in another one.',
  restricted_action: 'Only some people may post in this channel; ask its owner to let the app post.',
  missing_scope: 'Install the app again with the scopes of manifest.json.',
  invalid_auth: 'Check SLACK_BOT_TOKEN; it is on the OAuth page of the app.',
  not_authed: 'Check SLACK_BOT_TOKEN; it is on the OAuth page of the app.',
  account_inactive: 'The app was removed from the workspace; install it again.',
  token_revoked: 'The token was revoked; install the app again and put the new token in SLACK_BOT_TOKEN.',
  expired_trigger_id: 'That took longer than Slack allows; press the button again.',
};

/**
 * A failed call of the Web API as an AppError. Codes: `slack_<Slack's own code>`, `slack_rate_limited` (with retryAfterMs),
 * `slack_http_status`, `slack_unreachable`; anything else stays what it was.
 */
export function toSlackError(error: unknown): unknown {
  if (error instanceof WebAPIRateLimitedError) {
    return new AppError({
      code: 'slack_rate_limited',
      message: 'Slack asks to slow down.',
      hint: 'Try again in a minute.',
      retryable: true,
      retryAfterMs: Math.max(0, error.retryAfter) * 1000,
      cause: error,
    });
  }
  if (error instanceof WebAPIPlatformError) {
    const slackCode = error.data.error;
    const hint = hints[slackCode];
    return new AppError({
      code: `slack_${slackCode}`,
      message: `Slack refused the call (${slackCode}).`,
      ...(hint === undefined ? {} : { hint }),
      retryable: passing.has(slackCode),
      cause: error,
    });
  }
  if (error instanceof WebAPIHTTPError) {
    return new AppError({
      code: 'slack_http_status',
      message: `Slack answered with status ${error.statusCode}.`,
      hint: 'Try again in a minute.',
      retryable: error.statusCode >= 500,
      cause: error,
    });
  }
  if (error instanceof WebAPIRequestError) {
    return new AppError({
      code: 'slack_unreachable',
      message: 'Slack could not be reached.',
      hint: 'Try again in a minute.',
      retryable: true,
      cause: error,
    });
  }
  return error;
}

/** True for an AppError with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): error is AppError {
  return error instanceof AppError && codes.includes(error.code);
}
