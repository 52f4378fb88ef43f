import type { HomeView } from '@slack/types';
import { toAppError } from '../core/errors.ts';
import { renderHome } from './blocks/home-view.ts';
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
  const [facts, dashboard, budget, health] = await Promise.all([
    services.home(person),
    mayReadFigures ? orNull('dashboard', analytics.dashboard(window, 'hour')) : null,
    mayReadFigures ? orNull('budget', analytics.budget(budgetLimits.dailyUsd)) : null,
    orNull('health', services.health()),
  ]);
  const commandLines = commands.map((command) => describeCommand(command, settings.commandPrefix));
  return renderHome({ facts, window, mayReadFigures, dashboard, budget, health, isAdmin, commandLines }, form);
}
