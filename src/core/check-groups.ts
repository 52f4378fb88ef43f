import type { ComplianceGroup } from './analytics.ts';

/** What a gate or scorer stands for in the compliance figures: the form of a reply, what it may say, or how it sounds. */
const groups: Readonly<Record<string, Exclude<ComplianceGroup, 'overall'>>> = {
  schema_validity: 'structure',
  tldr_sentence_count: 'structure',
  summary_sentence_count: 'structure',
  complete_sentences: 'structure',
  slack_formatting: 'structure',
  projects_theme_prefix: 'structure',
  citations_resolve: 'policy',
  grounding: 'policy',
  number_fidelity: 'policy',
  name_fidelity: 'policy',
  no_foreign_links: 'policy',
  no_commands: 'policy',
  no_role_markers: 'policy',
  voice: 'voice',
};

/** @returns null for a scorer that only measures */
export function checkGroupOf(scorerId: string): Exclude<ComplianceGroup, 'overall'> | null {
  return groups[scorerId] ?? null;
}
