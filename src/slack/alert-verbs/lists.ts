import { z } from 'zod';
import { alertSeverities } from '../../core/alert.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { historyReport } from '../blocks/alerts/history-report.ts';
import { rulesReport } from '../blocks/alerts/rules-report.ts';
import { severitiesReport, typesReport } from '../blocks/alerts/types-report.ts';
import { createVerb, type Verb } from '../run-verb.ts';

const hourMs = 3_600_000;
const shareOption = z.object({ share: optionKinds.switch() });

const rules = createVerb({
  name: 'rules',
  usage: '[--share]',
  summary: 'lists what is watched and how it stands.',
  options: shareOption,
  async run({ options }, _request, { alerts }) {
    return { report: rulesReport(await alerts.rules(), alerts.types()), share: options.share };
  },
});

const history = createVerb({
  name: 'history',
  usage: `[--hours 24] [--severity ${alertSeverities.join('|')}] [--limit 20] [--share]`,
  summary: 'lists alerts, newest first.',
  options: z.object({
    hours: optionKinds.count(1, 9600).default(24),
    severity: optionKinds.choice(alertSeverities).optional(),
    limit: optionKinds.count(1, 50).default(20),
    share: optionKinds.switch(),
  }),
  async run({ options: { hours, severity, limit, share } }, _request, { alerts, outside }) {
    const found = await alerts.history({ fromMs: outside.clock.now() - hours * hourMs, severity, limit });
    const filter = `last ${hours} h${severity === undefined ? '' : `, severity ${severity}`}`;
    return { report: historyReport(found, filter), share };
  },
});

const types = createVerb({
  name: 'types',
  usage: '[--share]',
  summary: 'lists what can be watched, with the figures that hold where a rule says none.',
  options: shareOption,
  run: ({ options }, _request, { alerts }) =>
    Promise.resolve({ report: typesReport(alerts.types()), share: options.share }),
});

const severities = createVerb({
  name: 'severities',
  usage: '[--share]',
  summary: 'lists how urgent an alert can be.',
  options: shareOption,
  run: ({ options }) => Promise.resolve({ report: severitiesReport(), share: options.share }),
});

/** Verbs of `/alert` that only show. */
export const alertLists: readonly Verb[] = [rules, history, types, severities];
