import type { LabelMove } from '../../../core/prompt-labels.ts';

export type MoveReference = Pick<LabelMove, 'id' | 'name' | 'label'>;

/** What an Undo button carries. */
export function formatMoveReference({ id, name, label }: MoveReference): string {
  return `${id}/${name}/${label}`;
}

/** @returns null for a value that this code did not make. */
export function parseMoveReference(value: string | undefined): MoveReference | null {
  const match = /^(\d{1,12})\/([a-z0-9-]{1,100})\/([a-z]{1,20})$/.exec(value ?? '');
  return match ? { id: Number(match[1]), name: match[2] ?? '', label: match[3] ?? '' } : null;
}
