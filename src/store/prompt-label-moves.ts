import type { Compilable, Kysely } from 'kysely';
import type { LabelMove, LabelMoveOutcome, NewLabelMove } from '../core/prompt-labels.ts';
import { change, first, statement } from './database.ts';
import type { Work } from './database.ts';
import { sqlStep } from './rollups-migrations.ts';

/** Why a label moved, beside who moved it. */
export function addLabelReasons({ schema }: Kysely<never>): Compilable[] {
  const history = (): ReturnType<typeof schema.alterTable> => schema.alterTable('prompt_label_history');
  return [
    history().addColumn('kind', 'text', (column) => column.notNull().defaultTo('promote')),
    history().addColumn('reason', 'text'),
    sqlStep(`update prompt_label_history set kind = 'sync' where changed_by = 'sync'`),
  ];
}

const columns = `id, name, label, from_version as "fromVersion", to_version as "toVersion", kind, changed_by as "changedBy",
  changed_at as "changedAt", reason`;

type Label = Pick<NewLabelMove, 'name' | 'label'>;

const selectStanding = statement<Label, { version: string }>(
  'select version from prompt_labels where name = @name and label = @label',
);
const selectNewest = statement<Label, LabelMove>(
  `select ${columns} from prompt_label_history where name = @name and label = @label order by id desc limit 1`,
);
const insertMove = statement<Omit<NewLabelMove, 'expected'> & { from: string | null }, LabelMove>(
  `insert into prompt_label_history (name, label, from_version, to_version, kind, changed_by, changed_at, reason)
   values (@name, @label, @from, @version, @kind, @changedBy, @changedAt, @reason) returning ${columns}`,
);
const pointLabel = statement<Omit<NewLabelMove, 'expected'>>(
  `insert into prompt_labels (name, label, version, updated_by, updated_at)
   values (@name, @label, @version, @changedBy, @changedAt)
   on conflict (name, label) do update set version = excluded.version, updated_by = excluded.updated_by, updated_at = excluded.updated_at`,
);

/** What every work that moves labels locks. */
export const labelLock = 'prompt labels';

/** Moves a label where it stands as expected; of two people at once the second sees what the first did. Needs `labelLock`. */
export function* moveLabel({ expected, ...move }: NewLabelMove): Work<LabelMoveOutcome> {
  const current = (yield* first(selectStanding, move))?.version ?? null;
  const isSeen = expected?.version === undefined || expected.version === current;
  const isNewest = expected?.moveId === undefined || expected.moveId === (yield* first(selectNewest, move))?.id;
  if (!isSeen || !isNewest) return { outcome: 'stale', current };
  if (current === move.version) return { outcome: 'unchanged', current };
  const written = yield* first(insertMove, { ...move, from: current });
  yield* change(pointLabel, move);
  return written === undefined ? { outcome: 'stale', current } : { outcome: 'moved', move: written };
}
