import type { ControlCalls, WorkspaceEvent } from '../control-api.ts';

export type ControlCall = <Name extends keyof ControlCalls>(
  name: Name,
  body: ControlCalls[Name]['body'],
) => Promise<ControlCalls[Name]['answer']>;

/** Codes of the workspace in words; any other code is shown as it is. */
const WORDS: Readonly<Record<string, string>> = {
  expired_trigger: 'The app was too slow to open its dialog. Try again.',
  unknown_command: 'There is no such command here.',
  not_in_channel: 'You are not in this channel.',
  channel_not_found: 'This channel does not exist.',
  message_not_found: 'This message is gone.',
  cant_update_message: 'Only your own messages can be edited.',
  cant_delete_message: 'Only your own messages can be deleted.',
  msg_too_long: 'This message is too long.',
  no_text: 'There is nothing to send.',
  not_found: 'This dialog is no longer open.',
};

/** One call of the control API. Rejects with an Error in plain words. */
export const callControl: ControlCall = async <Name extends keyof ControlCalls>(
  name: Name,
  body: ControlCalls[Name]['body'],
) => {
  type Answer = ControlCalls[Name]['answer'] & { ok: boolean; error?: string };
  let answer: Answer;
  try {
    const response = await fetch(`/control/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    answer = (await response.json()) as Answer;
  } catch (cause) {
    throw new Error('The workspace does not answer. Is it still running?', { cause });
  }
  if (!answer.ok) {
    const code = answer.error ?? 'unknown_error';
    throw new Error(WORDS[code] ?? `The workspace refused: ${code.replaceAll('_', ' ')}.`, { cause: code });
  }
  return answer;
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
