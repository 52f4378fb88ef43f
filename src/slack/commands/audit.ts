import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { auditOutcomes, maxAuditRows } from '../blocks/audit/audit-reference.ts';
import { auditVerdictReport } from '../blocks/audit/audit-report.ts';
import { readAudit } from '../read-audit.ts';
import { createVerb, runVerb, type Verb } from '../run-verb.ts';
import type { Command } from './command.ts';

const list = createVerb({
  name: 'list',
  usage: `[--actor @p] [--action prompt] [--outcome ${auditOutcomes.join('|')}] [--limit 20]`,
  summary: 'shows who changed what and who was refused, newest first.',
  options: z.object({
    actor: optionKinds.user().optional(),
    action: optionKinds.text(80).optional(),
    outcome: optionKinds.choice(auditOutcomes).optional(),
    limit: optionKinds.count(1, maxAuditRows).default(20),
  }),
  async run({ options: { actor, action, outcome, limit } }, request, services) {
    const filter = { actorId: actor, action: action?.toLowerCase(), outcome, limit };
    return { report: await readAudit(request.teamId, filter, services), share: false };
  },
});

const verify = createVerb({
  name: 'verify',
  usage: '',
  summary: 'walks the chain of hashes and says whether a row was changed or taken away.',
  options: z.object({}),
  async run(_given, _request, services) {
    return { report: auditVerdictReport(await services.audit.verify()), share: false };
  },
});

const verbs: readonly Verb[] = [list, verify];

export const audit: Command = {
  name: 'audit',
  summary: 'shows who changed what and who was refused.',
  usage: `list ${list.usage} | verify`,
  access: 'admin',
  takesMentions: true,
  run: (request, services) => runVerb('audit', verbs, 'list', request, services),
};
