import { renderNote } from '../blocks/note-message.ts';
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
    return renderNote(
      words[report.status],
      report.components.map(({ name, status, detail }) => `${marks[status]} ${name}: ${detail}`),
    );
  },
};
