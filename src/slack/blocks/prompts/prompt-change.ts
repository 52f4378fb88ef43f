import type { PromptChange } from '../../../prompts/langfuse/read-webhook.ts';
import type { SlackMessage } from '../failure-message.ts';
import { renderNote } from '../note-message.ts';

/** The note to the channel where operators are, when a prompt changed in Langfuse. @param runsHere whether its labels there decide here */
export function renderPromptChange(change: PromptChange, runsHere: boolean): SlackMessage {
  const { name, remoteVersion, action, labels, by } = change;
  const who = by === null ? '' : ` by ${by}`;
  return renderNote(`Langfuse: version ${remoteVersion} of ${name} was ${action}${who}.`, [
    `Its labels there: ${labels.join(', ') || 'none'}.`,
    runsHere
      ? `The prompt was asked for again; /prompt list shows what runs.`
      : 'This prompt runs from the files here, so nothing changes.',
  ]);
}
