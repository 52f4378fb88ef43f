import { z } from 'zod';
import type { ReplyPlace } from '../../core/ports.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { monitorListReport } from '../blocks/monitors/monitor-list-report.ts';
import { monitorStatusReport } from '../blocks/monitors/monitor-status-report.ts';
import { renderNote } from '../blocks/note-message.ts';
import { renderMonitorProgress } from '../monitor-progress.ts';
import { createVerb, runVerb, type Verb } from '../run-verb.ts';
import type { SlackServices } from '../slack-dependencies.ts';
import type { Command, CommandRequest } from './command.ts';

const list = createVerb({
  name: 'list',
  usage: '[--share]',
  summary: 'shows every monitor, when it runs next and what its last run found.',
  options: z.object({ share: optionKinds.switch() }),
  async run({ options: { share } }, _request, { monitors }) {
    const { monitors: found, problems } = await monitors.overview();
    return { report: monitorListReport(found, problems), share };
  },
});

const status = createVerb({
  name: 'status',
  usage: 'NAME [--limit 5] [--share]',
  summary: 'shows how a monitor stands and its last runs.',
  options: z.object({ limit: optionKinds.count(1, 20).default(5), share: optionKinds.switch() }),
  words: { min: 1, max: 1 },
  async run({ words: [name = ''], options: { limit, share } }, _request, { monitors }) {
    return { report: monitorStatusReport(await monitors.status(name, limit)), share };
  },
});

const run = createVerb({
  name: 'run',
  usage: 'NAME [sampling.n=5 …]',
  summary: 'runs a monitor now, with other values than its file has where you give some.',
  needs: 'monitor.run',
  options: z.object({}),
  words: { min: 1, max: 20 },
  async run({ words: [name = '', ...overrides] }, request, services) {
    const act = { action: 'monitor.run', target: name } as const;
    return services.access.change(request, act, async () => {
      const place = await startRun(name, overrides, request, services);
      const result =
        place === null ? renderNote(`Monitor ${name} was started; /monitor status ${name} shows what it finds.`) : null;
      return { result, before: null, after: overrides.length === 0 ? 'as in its file' : overrides.join(' ') };
    });
  },
});

const pause = createVerb({
  name: 'pause',
  usage: 'NAME',
  summary: 'stops the schedule of a monitor until somebody resumes it.',
  needs: 'monitor.pause',
  options: z.object({}),
  words: { min: 1, max: 1 },
  run: ({ words: [name = ''] }, request, { access, monitors }) =>
    access.change(request, { action: 'monitor.pause', target: name }, async () => {
      const isNew = await monitors.pause(name, request.userId);
      const text = isNew
        ? `Monitor ${name} is paused; a run that goes on now ends by itself.`
        : `Monitor ${name} was paused already.`;
      return { result: renderNote(text), before: isNew ? 'scheduled' : 'paused', after: 'paused' };
    }),
});

const resume = createVerb({
  name: 'resume',
  usage: 'NAME',
  summary: 'lets a paused monitor run by its schedule again; what it missed meanwhile is not made up for.',
  needs: 'monitor.resume',
  options: z.object({}),
  words: { min: 1, max: 1 },
  run: ({ words: [name = ''] }, request, { access, monitors }) =>
    access.change(request, { action: 'monitor.resume', target: name }, async () => {
      const isNew = await monitors.resume(name);
      const text = isNew ? `Monitor ${name} runs by its schedule again.` : `Monitor ${name} was not paused.`;
      return { result: renderNote(text), before: isNew ? 'paused' : 'scheduled', after: 'scheduled' };
    }),
});

const verbs: readonly Verb[] = [list, status, run, pause, resume];

export const monitor: Command = {
  name: 'monitor',
  summary: 'shows and runs what scores production.',
  usage: 'list | status NAME | run NAME | pause NAME | resume NAME',
  access: 'reader',
  run: (request, services) => runVerb('monitor', verbs, 'list', request, services),
};

/** @returns the message that shows the run; null where nothing can be posted */
async function startRun(
  name: string,
  overrides: readonly string[],
  request: CommandRequest,
  services: SlackServices,
): Promise<ReplyPlace | null> {
  const { monitors } = services;
  await monitors.check(name, overrides);
  const place = await postProgress(name, request, services);
  try {
    await monitors.start(name, { overrides, startedBy: request.userId, place });
  } catch (thrown) {
    if (place !== null) {
      const { channelId: channel, ts } = place;
      await services.calls.optional('chat.delete', (client) => client.chat.delete({ channel, ts }));
    }
    throw thrown;
  }
  return place;
}

async function postProgress(
  name: string,
  request: CommandRequest,
  { post, outside }: SlackServices,
): Promise<ReplyPlace | null> {
  const { channelId, threadTs } = request;
  try {
    const posted = await post({ channelId, threadTs }, renderMonitorProgress(name, 0, 0));
    return { channelId: posted.channelId, ts: posted.ts };
  } catch (error) {
    outside.log.info('a monitor run has no message, for nothing can be posted here', { channelId, error });
    return null;
  }
}
