import { AppError } from '../core/errors.ts';
import type { SlackCalls } from './slack-calls.ts';
import { hasCode } from './slack-error.ts';

export interface SentFile {
  name: string;
  title: string;
  /** Said beside it; no markup. Empty for nothing. */
  comment: string;
  /** Text, or the bytes of any file. */
  content: string | Buffer;
}

/** Sends a file into the direct message with one person. @throws AppError `files_unsupported`, and what Slack says. */
export type SendFile = (userId: string, file: SentFile) => Promise<void>;

export function createSendFile(calls: SlackCalls): SendFile {
  return async (userId, { name, title, comment, content }) => {
    const { channel } = await calls.bulk((client) => client.conversations.open({ users: userId }));
    const channelId = channel?.id;
    if (channelId === undefined) {
      throw new AppError({ code: 'slack_bad_answer', message: 'Slack did not say where your direct messages are.' });
    }
    try {
      await calls.posting((client) =>
        client.filesUploadV2({
          channel_id: channelId,
          filename: name,
          title,
          ...(comment === '' ? {} : { initial_comment: comment }),
          ...(typeof content === 'string' ? { content } : { file: content }),
        }),
      );
    } catch (error) {
      if (!hasCode(error, 'slack_unknown_method', 'slack_missing_scope', 'slack_not_allowed_token_type')) throw error;
      throw new AppError({
        code: 'files_unsupported',
        message: 'This Slack does not let me send files.',
        hint: 'Install the app again with the scopes of manifest.json.',
        cause: error,
      });
    }
  };
}
