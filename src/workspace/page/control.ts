import type { ControlCalls, WorkspaceEvent } from '../control-api.ts';

export type ControlCall = <Name extends keyof ControlCalls>(
  name: Name,
  body: ControlCalls[Name]['body'],
) => Promise<ControlCalls[Name]['answer']>;

/** Codes of the workspace in words; any other code is shown as it is. */
const WORDS: Readonly<Record<string, string>> = {
  operation_timeout: 'The app did not answer in time. It may still be working.',
  expired_trigger: 'The app was too slow to open its dialog. Try again.',
  app_not_connected: 'The app is not connected.',
  not_in_channel: 'You are not in this channel.',
  channel_not_found: 'This channel does not exist.',
  message_not_found: 'This message is gone.',
  cant_update_message: 'Only your own messages can be edited.',
  cant_delete_message: 'Only your own messages can be deleted.',
  msg_too_long: 'This message is too long.',
  no_text: 'There is nothing to send.',
  view_not_found: 'This dialog is no longer open.',
};

/** One call of the control API. Rejects with an Error in plain words. */
export const callControl: ControlCall = async (name, body) => {
  let answer: { ok: boolean; error?: string };
  try {
    const response = await fetch(`/control/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    answer = (await response.json()) as typeof answer;
  } catch (cause) {
    throw new Error('The workspace does not answer. Is it still running?', { cause });
  }
  if (!answer.ok) {
    const code = answer.error ?? 'unknown_error';
    throw new Error(WORDS[code] ?? `The workspace refused: ${code.replaceAll('_', ' ')}.`, { cause: code });
  }
  return answer as never;
};

/** Follows the workspace's events for one user. The browser reconnects by itself; `onState` tells whether the stream is up. */
export function followEvents(
  user: string,
  onEvent: (event: WorkspaceEvent) => void,
  onState: (connected: boolean) => void,
): void {
  const source = new EventSource(`/control/events?user=${encodeURIComponent(user)}`);
  source.addEventListener('message', (message: MessageEvent<string>) =>
    onEvent(JSON.parse(message.data) as WorkspaceEvent),
  );
  source.addEventListener('open', () => onState(true));
  source.addEventListener('error', () => onState(false));
}
