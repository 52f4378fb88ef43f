import type { LabelMove } from '../../../core/prompt-labels.ts';
import { actionIds, button } from '../button.ts';
import type { Report } from '../report.ts';
import { formatMoveReference } from './move-reference.ts';

const words = { promote: 'promoted', rollback: 'rolled back', undo: 'undone', sync: 'synced' } as const;

/** What a label did, with the way back. */
export function moveReport(move: LabelMove): Report {
  const { name, label, fromVersion, toVersion, kind, reason } = move;
  return {
    title: `${name}@${label} ${words[kind]}`,
    parts: [
      {
        kind: 'text',
        text: `It was ${fromVersion ?? 'not set'} and is ${toVersion} now. Runs that start from here on use it.`,
      },
      ...(reason === null ? [] : [{ kind: 'text' as const, text: `Reason: ${reason}` }]),
      ...(fromVersion === null || kind === 'undo'
        ? []
        : [{ kind: 'actions' as const, elements: [button(actionIds.undoPrompt, 'Undo', formatMoveReference(move))] }]),
      { kind: 'note', text: 'It is in the audit log.' },
    ],
  };
}
