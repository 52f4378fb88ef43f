import { AppError } from '../../core/errors.ts';
import { renderNote } from '../blocks/note-message.ts';
import { artifactActionIds, isOpenArtifact, parseArtifactReference } from '../blocks/traces/artifact-reference.ts';
import { shortTraceId } from '../blocks/traces/trace-id.ts';
import { readTrace } from '../find-trace.ts';
import type { Action } from './click.ts';

/**
 * A file of a run, as a real file in the asker's direct message, where nobody else sees it. What holds inputs and outputs is for admins:
 * asked now, whatever was true when the button was drawn.
 */
export const sendArtifact: Action = {
  actionIds: artifactActionIds,
  needs: ({ value }) =>
    isOpenArtifact(parseArtifactReference(value)?.name ?? '') ? 'trace.read' : 'trace.read_content',
  async run(click, services) {
    const reference = parseArtifactReference(click.value);
    if (reference === null) throw goneFile();
    const asker = { userId: click.userId, channelId: click.message?.channelId ?? null };
    await readTrace(reference.traceId, asker, services);
    const content = await services.analytics.artifact(reference.traceId, reference.name);
    if (content === null || content === '') throw goneFile();
    const id = shortTraceId(reference.traceId);
    await services.sendFile(click.userId, {
      name: reference.name,
      title: `${reference.name} of trace ${id}`,
      comment: `${reference.name} of trace ${id}`,
      content,
    });
    await services.tell(click.person, renderNote(`I sent you ${reference.name} as a direct message.`));
  },
};

function goneFile(): AppError {
  return new AppError({
    code: 'unknown_artifact',
    message: 'I no longer have this file.',
    hint: 'Files are kept as long as their trace; open the trace again to see what is left.',
  });
}
