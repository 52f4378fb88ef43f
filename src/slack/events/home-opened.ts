import { renderHome } from '../blocks/home-view.ts';
import { describeCommand } from '../commands/command.ts';
import { commands } from '../commands/index.ts';
import type { SlackServices } from '../slack-dependencies.ts';

/** Draws App Home for the person who opened it. */
export async function publishHome(person: { teamId: string; userId: string }, services: SlackServices): Promise<void> {
  const facts = await services.home(person);
  const lines = commands.map((command) => describeCommand(command, services.settings.commandPrefix));
  const view = renderHome(facts, services.access.isAdmin(person.userId), lines);
  await services.calls.interactive((client) => client.views.publish({ user_id: person.userId, view }));
}
