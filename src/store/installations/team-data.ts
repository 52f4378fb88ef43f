import type { Kysely } from 'kysely';
import type { TeamData } from '../../core/team-data.ts';
import type { Database } from '../database.ts';
import type { MainSchema, TracesSchema } from '../schema.ts';

/** Columns of the chart tables, which are otherwise written by text. */
interface ChartSchema extends TracesSchema {
  runs: { trace_id: string };
  rollups: { channel: string };
}

const pageSize = 50;

/** One statement a step, each of which may be the last of a process: the next run goes on where this one stopped. */
export function createTeamData(
  { kysely }: Pick<Database<MainSchema>, 'kysely'>,
  traces: Pick<Database<TracesSchema>, 'kysely'>,
): TeamData {
  const charts = traces.kysely as unknown as Kysely<ChartSchema>;

  const removed = async (asked: { executeTakeFirst(): Promise<{ numDeletedRows: bigint }> }): Promise<number> =>
    Number((await asked.executeTakeFirst()).numDeletedRows);
  const removeJobs = (prefix: string): Promise<number> =>
    removed(kysely.deleteFrom('jobs').where('key', '>=', `${prefix}:`).where('key', '<', `${prefix};`));

  return {
    async waitingGroups(teamId) {
      const rows = await kysely
        .selectFrom('jobs')
        .select('job_group')
        .distinct()
        .where('status', 'in', ['queued', 'running'])
        .where('job_group', '>=', `message:${teamId}:`)
        .where('job_group', '<', `message:${teamId};`)
        .execute();
      return rows.flatMap(({ job_group: group }) => group ?? []);
    },
    async removeFigures(teamId) {
      const elsewhere = kysely.selectFrom('links').select('channel_id').where('team_id', '<>', teamId);
      const rows = await kysely
        .selectFrom('links')
        .select('channel_id')
        .distinct()
        .where('team_id', '=', teamId)
        .where('channel_id', 'not in', elsewhere)
        .execute();
      let count = 0;
      for (const { channel_id: channel } of rows)
        count += await removed(charts.deleteFrom('rollups').where('channel', '=', channel));
      return count;
    },
    async messages(teamId) {
      const summaries = await kysely
        .selectFrom('summaries')
        .select(['id', 'channel_id', 'message_ts', 'trace_id'])
        .where('team_id', '=', teamId)
        .limit(pageSize)
        .execute();
      const answers = await kysely
        .selectFrom('follow_ups')
        .select(['channel_id', 'question_ts as message_ts', 'trace_id'])
        .where('team_id', '=', teamId)
        .limit(pageSize)
        .execute();
      return [...summaries, ...answers].map((row) => ({
        channelId: row.channel_id,
        messageTs: row.message_ts,
        traceId: row.trace_id,
      }));
    },
    async removeTraces(traceIds) {
      if (traceIds.length === 0) return 0;
      await charts
        .deleteFrom('runs')
        .where('trace_id', 'in', [...traceIds])
        .execute();
      await charts
        .deleteFrom('artifacts')
        .where('trace_id', 'in', [...traceIds])
        .execute();
      return removed(charts.deleteFrom('spans').where('trace_id', 'in', [...traceIds]));
    },
    async removeRest(teamId) {
      const ofTeam = (table: 'scores' | 'channel_settings' | 'muted_sites' | 'opted_out_people'): Promise<number> =>
        removed(kysely.deleteFrom(table).where('team_id', '=', teamId));
      const counts = {
        scores: await ofTeam('scores'),
        settings:
          (await ofTeam('channel_settings')) + (await ofTeam('muted_sites')) + (await ofTeam('opted_out_people')),
        jobs: (await removeJobs(`link:${teamId}`)) + (await removeJobs(`follow-up:${teamId}`)),
      };
      await kysely
        .deleteFrom('installations')
        .where('team_id', '=', teamId)
        .where('uninstalled_at', 'is not', null)
        .execute();
      return counts;
    },
  };
}
