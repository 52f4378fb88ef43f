import { AppError } from '../../core/errors.ts';
import { renderAnswer } from '../blocks/answers/answer-message.ts';
import { actionIds } from '../blocks/button.ts';
import type { Action } from './click.ts';

/** 👍 and 👎 under an answer: one vote a person, the same again takes it back; the buttons show the counts. */
export const voteAnswer: Action = {
  actionIds: [actionIds.answerUp, actionIds.answerDown],
  needs: 'answer.vote',
  isToggle: true,
  isStoredFirst: true,
  async run(click, services) {
    const followUp = await services.followUps.get(click.value ?? '');
    const at = click.message;
    if (followUp === null || at === null || followUp.teamId !== click.teamId || followUp.channelId !== at.channelId) {
      throw new AppError({
        code: 'stale_button',
        message: 'I no longer have this answer.',
        hint: 'Ask again to get a new one.',
      });
    }
    const value = click.actionId === actionIds.answerUp ? 'up' : 'down';
    await services.followUps.vote(followUp.id, click.userId, value, services.outside.clock.now());
    await services.answerCollector.voted(followUp.id);
    services.updates.request(at, async () => {
      const message = renderAnswer(followUp, await services.followUps.counts(followUp.id));
      await services.calls.bulk((client) =>
        client.chat.update({
          channel: at.channelId,
          ts: at.ts,
          text: message.text,
          blocks: message.blocks,
          parse: 'none',
          link_names: false,
        }),
      );
    });
  },
};
