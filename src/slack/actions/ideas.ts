import { AppError } from '../../core/errors.ts';
import type { Idea } from '../../core/idea.ts';
import { actionIds } from '../blocks/button.ts';
import { parseIdeaClaim } from '../blocks/ideas/idea-claim.ts';
import { renderIdeasModal } from '../blocks/ideas/ideas-modal.ts';
import type { SlackServices } from '../slack-dependencies.ts';
import type { Action, Click } from './click.ts';

/** The ideas of a summary in a modal. */
export async function openIdeas(click: Click, summaryId: string, services: SlackServices): Promise<void> {
  const view = renderIdeasModal(await services.ideas.ofSummary(summaryId), click.userId);
  await services.calls.interactive((client) => client.views.open({ trigger_id: click.triggerId, view }));
}

/** Open beside an idea of the board. */
export const openIdea: Action = {
  actionIds: [actionIds.ideaOpen],
  needs: 'everyone',
  async run(click, services) {
    const idea = await visibleIdea(click.value, click, services);
    await openIdeas(click, idea.summaryId, services);
  },
};

/** Votes for an idea, or takes the vote back. */
export const voteIdea: Action = {
  actionIds: [actionIds.ideaVote],
  needs: 'idea.vote',
  isToggle: true,
  async run(click, services) {
    const idea = await visibleIdea(click.value, click, services);
    await services.ideas.vote(idea.id, click.userId);
    await redraw(click, idea, services);
  },
};

/** Takes an idea on, or gives it up. */
export const claimIdea: Action = {
  actionIds: [actionIds.ideaClaim],
  needs: 'idea.claim',
  async run(click, services) {
    const { id, isWanted } = parseIdeaClaim(click.value) ?? { id: '', isWanted: true };
    const idea = await visibleIdea(id, click, services);
    await services.access.change(click, { action: 'idea.claim', target: `idea ${idea.id}` }, async () => {
      const { ideas } = services;
      const isNew = isWanted ? await ideas.claim(id, click.userId) : await ideas.giveUp(id, click.userId);
      if (!isNew) throw nothingToDo(isWanted);
      const [mine, nobodys] = [click.userId, null];
      return { result: null, before: isWanted ? nobodys : mine, after: isWanted ? mine : nobodys };
    });
    await redraw(click, idea, services);
  },
};

/** @throws AppError `unknown_idea`: whoever may not see an idea does not learn that there is one. */
async function visibleIdea(ideaId: string | undefined, click: Click, services: SlackServices): Promise<Idea> {
  const idea = await services.ideas.get(ideaId ?? '');
  const seen = idea === null ? [] : await services.sight.ofPerson(click.userId, [idea.channelId]);
  if (idea !== null && idea.teamId === click.teamId && seen.length > 0) return idea;
  throw new AppError({
    code: 'unknown_idea',
    message: 'I no longer have this idea.',
    hint: 'The summary it came from was rewritten or removed.',
  });
}

function nothingToDo(isWanted: boolean): AppError {
  return new AppError({
    code: 'stale_button',
    message: isWanted ? 'You have taken this idea on already.' : 'Nobody has taken this idea on any more.',
    hint: 'Open the ideas again to see how they stand.',
  });
}

async function redraw(click: Click, idea: Idea, services: SlackServices): Promise<void> {
  const shown = click.view;
  if (shown === null) return;
  const view = renderIdeasModal(await services.ideas.ofSummary(idea.summaryId), click.userId);
  await services.calls.interactive((client) => client.views.update({ view_id: shown.id, hash: shown.hash, view }));
}
