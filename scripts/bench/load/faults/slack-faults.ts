import { setTimeout as wait } from 'node:timers/promises';
import type { Weather } from '../weather.ts';
import type { Fault } from './fault.ts';

function slackFault(name: string, kind: Weather['slack']['kind'], share: number): Fault {
  return {
    name,
    whyNot: () => null,
    async run({ weather }, ms) {
      weather.slack = { kind, share };
      await wait(ms);
      weather.slack = { kind: 'none', share: 0 };
    },
  };
}

export const slackErrors = slackFault('Slack answers 500', '500', 0.5);
export const slackAway = slackFault('Slack answers nothing but 500', '500', 1);
export const slackRateLimit = slackFault('Slack answers 429', '429', 0.5);
/** The hard one: the message is posted and nobody hears of it. */
export const slackLostAnswers = slackFault('Slack does it and answers 500', 'lost answer', 0.3);
