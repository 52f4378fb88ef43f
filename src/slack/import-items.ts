import type { TraceSearch } from '../core/analytics.ts';
import { AppError } from '../core/errors.ts';
import type { StoredSummary } from '../core/ports.ts';
import type { DatasetChange } from '../datasets/desk.ts';
import type { Actor } from './access.ts';
import type { Asker } from './channel-access.ts';
import { describeChange } from './describe-dataset-change.ts';
import { type MessagePlace, readThread } from './read-thread.ts';
import type { SlackServices } from './slack-dependencies.ts';

/** The links of a thread, each with its summary where there is one. @throws AppError `nothing_to_import`, `not_allowed`. */
export function importThread(
  name: string,
  place: MessagePlace,
  asker: Actor & Asker,
  services: SlackServices,
): Promise<DatasetChange> {
  return change(name, asker, services, async () => {
    if (!(await services.channels.maySee({ channel: place.channelId, user: null }, asker))) {
      throw new AppError({
        code: 'not_allowed',
        message: 'That thread is in a channel you cannot see.',
        hint: 'Ask in that channel.',
      });
    }
    const { summaries, pages } = await readThread(place, asker.teamId, services);
    if (summaries.length + pages.length === 0) {
      throw new AppError({ code: 'nothing_to_import', message: 'That thread holds no links.' });
    }
    const given = summaries.map(({ summary, slackText }) => ({ summary, labels: { slackText, tags: ['thread'] } }));
    let result = await services.datasets.addSummaries(name, given, asker.userId);
    for (const { url, slackText } of pages) {
      const labels = { slackText, tags: ['thread'] };
      const { dataset, added } = await services.datasets.addPage(name, url, labels, asker.userId);
      result = { dataset, added: result.added + added, replaced: result.replaced };
    }
    return result;
  });
}

/** The summaries of traces that a search finds. @throws AppError `nothing_to_import`. */
export function importTraces(
  name: string,
  search: TraceSearch,
  asker: Actor & Asker,
  services: SlackServices,
): Promise<DatasetChange> {
  return change(name, asker, services, async () => {
    const { traces } = await services.analytics.searchTraces(search);
    const found: StoredSummary[] = [];
    for (const trace of traces) {
      if (!(await services.channels.maySee(trace, asker))) continue;
      const summary = await services.findSummaries.byTrace(trace.traceId);
      if (summary?.outcome === 'summarized') found.push(summary);
    }
    if (found.length === 0) {
      throw new AppError({
        code: 'nothing_to_import',
        message: `${traces.length} traces fit, and none of them has a summary that is still kept and that you may see.`,
        hint: 'Search for others with /trace search.',
      });
    }
    const given = found.map((summary) => ({ summary, labels: { tags: ['trace'] } }));
    return services.datasets.addSummaries(name, given, asker.userId);
  });
}

/** A JSON file that was uploaded. @throws AppError `bad_dataset_file`, `file_unreadable`. */
export function importFile(
  name: string,
  fileId: string,
  actor: Actor,
  services: SlackServices,
): Promise<DatasetChange> {
  return change(name, actor, services, async () => {
    const file = await services.readFile(fileId);
    return services.datasets.importJson(name, file.name, file.text, actor.userId);
  });
}

function change(
  name: string,
  actor: Actor,
  { access }: SlackServices,
  work: () => Promise<DatasetChange>,
): Promise<DatasetChange> {
  return access.change(actor, { action: 'dataset.import', target: name }, async () => {
    const result = await work();
    return { result, before: null, after: describeChange(result) };
  });
}
