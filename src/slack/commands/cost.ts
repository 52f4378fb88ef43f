import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { nearest } from '../../core/read-settings.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { budgetReport } from '../blocks/reports/budget-report.ts';
import { costByReport, costDimensions } from '../blocks/reports/cost-by-report.ts';
import { costTodayReport } from '../blocks/reports/cost-today-report.ts';
import { readScope, todaySoFar, windowOptions } from '../figure-window.ts';
import { createVerb, runVerb, type Verb } from '../run-verb.ts';
import type { Command } from './command.ts';

const weekMs = 7 * 86_400_000;
const shareOption = z.object({ share: optionKinds.switch() });

const today = createVerb({
  name: 'today',
  usage: '[--share]',
  summary: 'shows what the UTC day has cost so far.',
  options: shareOption,
  async run({ options }, _request, services) {
    const { analytics, budgetLimits, outside } = services;
    const window = todaySoFar(outside.clock.now());
    const [costs, budget, spike] = await Promise.all([
      analytics.costs(window),
      analytics.budget(budgetLimits.dailyUsd),
      analytics.costSpike(),
    ]);
    const report = costTodayReport({ costs, budget, spike }, { window, channelName: null });
    return { report, share: options.share };
  },
});

const by = createVerb({
  name: 'by',
  usage: `${costDimensions.join('|')} [--window 7d] [--channel #c] [--model m] [--share]`,
  summary: 'shows what calls cost, cut one way.',
  options: z.object({ ...windowOptions, window: windowOptions.window.unwrap().default(weekMs) }),
  words: { min: 1, max: 1 },
  async run({ words: [word = ''], options }, request, services) {
    const dimension = costDimensions.find((known) => known === word.toLowerCase());
    if (dimension === undefined) {
      throw new AppError({
        code: 'bad_arguments',
        message: `Costs cannot be cut by "${word}".${nearest(word, costDimensions)}`,
        hint: `They can by ${costDimensions.join(', ')}.`,
      });
    }
    const scope = await readScope(options, request, services);
    return {
      report: costByReport(await services.analytics.costs(scope.window), dimension, scope),
      share: options.share,
    };
  },
});

const budget = createVerb({
  name: 'budget',
  usage: '[--share]',
  summary: 'shows the limits and what is spent of them.',
  options: shareOption,
  async run({ options }, _request, services) {
    const { analytics, budgetLimits, outside } = services;
    const [state, spike] = await Promise.all([analytics.budget(budgetLimits.dailyUsd), analytics.costSpike()]);
    return { report: budgetReport(budgetLimits, state, spike, outside.clock.now()), share: options.share };
  },
});

const verbs: readonly Verb[] = [today, by, budget];

export const cost: Command = {
  name: 'cost',
  summary: 'shows what the models cost.',
  usage: `today | by ${costDimensions.join('|')} [--window 7d] | budget`,
  access: 'reader',
  takesMentions: true,
  run: (request, services) => runVerb('cost', verbs, 'today', request, services),
};
