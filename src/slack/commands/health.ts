import { renderNote } from '../blocks/note-message.ts';
import type { HealthComponent } from '../slack-dependencies.ts';
import type { Command } from './command.ts';

const marks = { ok: '✓', degraded: '!', down: '✗' } as const;
const words = { ok: 'All is well.', degraded: 'It works, with limits.', down: 'Something is down.' } as const;

export const health: Command = {
  name: 'health',
  summary: 'shows whether every part works, and where traces are sent.',
  usage: '',
  access: 'everyone',
  async run(_request, services) {
    const report = await services.health();
    const line = ({ name, status, detail }: HealthComponent): string => `${marks[status]} ${name}: ${detail}`;
    const destinations = (report.destinations ?? []).map((one) => line({ ...one, name: `traces to ${one.name}` }));
    return renderNote(words[report.status], [...report.components.map(line), ...destinations]);
  },
};
