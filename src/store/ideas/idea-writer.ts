import { createHash } from 'node:crypto';
import type { StoredSummary } from '../../core/ports.ts';
import { change, statement } from '../database.ts';
import type { Dialect, Work } from '../database.ts';
import { jsonTexts } from '../sql-lists.ts';
import type { TextSealer } from '../sealed-text.ts';
import type { IdeaTable } from './idea-tables.ts';

const putIdea = statement<IdeaTable>(
  `insert into ideas (id, summary_id, team_id, channel_id, theme, position, claimed_by, created_at, body)
   values (@id, @summary_id, @team_id, @channel_id, @theme, @position, @claimed_by, @created_at, @body)
   on conflict (id) do update set position = excluded.position`,
);

/**
 * Keeps the ideas in step with their summary, inside the transaction that stores it. An idea that a new form no longer has goes, unless
 * somebody voted for it or took it on.
 */
export function createIdeaWriter(dialect: Dialect, sealer: TextSealer): (summary: StoredSummary) => Work<void> {
  const sweep = statement<{ summary: string; kept: string }>(
    `delete from ideas where summary_id = @summary and claimed_by is null
       and not exists (select 1 from idea_votes where idea_id = ideas.id)
       and id not in ${jsonTexts(dialect, '@kept')}`,
  );
  return function* (summary) {
    const ideas = (summary.draft?.projects ?? []).map(({ theme, text }) => ({
      id: createHash('sha256')
        .update(JSON.stringify([summary.id, theme, text]))
        .digest('hex')
        .slice(0, 20),
      theme,
      text,
    }));
    yield* change(sweep, { summary: summary.id, kept: JSON.stringify(ideas.map(({ id }) => id)) });
    for (const [position, { id, theme, text }] of ideas.entries()) {
      yield* change(putIdea, {
        id,
        summary_id: summary.id,
        team_id: summary.teamId,
        channel_id: summary.channelId,
        theme,
        position,
        claimed_by: null,
        created_at: summary.updatedAt,
        body: sealer.seal(text, `idea:${id}`),
      });
    }
  };
}
