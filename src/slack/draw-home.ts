import type { HomeView } from '@slack/types';
import { toAppError } from '../core/errors.ts';
import { type LastEval, renderHome } from './blocks/home-view.ts';
import type { ReportForm } from './blocks/report.ts';
import { describeCommand } from './commands/command.ts';
import { commands } from './commands/index.ts';
import { todaySoFar } from './figure-window.ts';
import type { SlackServices } from './slack-dependencies.ts';

/** App Home of one person, as of now. Figures that cannot be had are left out and said; the rest is shown. */
export async function drawHome(
  person: { teamId: string; userId: string },
  form: ReportForm,
  services: SlackServices,
): Promise<HomeView> {
  const { analytics, budgetLimits, outside, access, settings } = services;
  const window = todaySoFar(outside.clock.now());
  const orNull = async <T>(what: string, asked: Promise<T>): Promise<T | null> => {
    try {
      return await asked;
    } catch (error) {
      outside.log.warn('App Home goes without some figures', { what, code: toAppError(error).code });
      return null;
    }
  };
  const [isAdmin, mayReadFigures] = await Promise.all([
    access.may(person, 'trace.read_content'),
    access.may(person, 'figures.read'),
  ]);
  const [{ prompts = [], schedules = [], ...facts }, dashboard, budget, health, openAlerts, lastEval] =
    await Promise.all([
      services.home(person),
      mayReadFigures ? orNull('dashboard', analytics.dashboard(window, 'hour')) : null,
      mayReadFigures ? orNull('budget', analytics.budget(budgetLimits.dailyUsd)) : null,
      orNull('health', services.health()),
      mayReadFigures ? orNull('alerts', services.alerts.open()) : null,
      mayReadFigures ? orNull('last eval', readLastEval(person.teamId, services)) : null,
    ]);
  const commandLines = commands.map((command) => describeCommand(command, settings.commandPrefix));
  return renderHome(
    {
      facts: mayReadFigures ? { ...facts, prompts, schedules } : facts,
      window,
      mayReadFigures,
      dashboard,
      budget,
      health,
      openAlerts,
      lastEval,
      isAdmin,
      commandLines,
    },
    form,
  );
}

async function readLastEval(
  teamId: string,
  { evals, baselines }: Pick<SlackServices, 'evals' | 'baselines'>,
): Promise<LastEval | null> {
  const [run] = await evals.list({ teamId, limit: 1 });
  return run === undefined ? null : { run, verdict: (await baselines.standing(run)).verdict };
}
