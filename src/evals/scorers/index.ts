/** All scorers, in the order in which their reasons help a writer most. Those with `gate: true` stop a draft. */
import type { Scorer } from '../../core/summary.ts';
import { citationAlignment } from './citation-alignment.ts';
import { citationsResolve } from './citations-resolve.ts';
import { completeSentences } from './complete-sentences.ts';
import { coverage } from './coverage.ts';
import { expectedTheme } from './expected-theme.ts';
import { grounding } from './grounding.ts';
import { nameFidelity } from './name-fidelity.ts';
import { noCommands } from './no-commands.ts';
import { noForeignLinks } from './no-foreign-links.ts';
import { noRoleMarkers } from './no-role-markers.ts';
import { numberFidelity } from './number-fidelity.ts';
import { projectsThemePrefix } from './projects-theme-prefix.ts';
import { redundancy } from './redundancy.ts';
import { schemaValidity } from './schema-validity.ts';
import { slackFormatting } from './slack-formatting.ts';
import { summarySentenceCount } from './summary-sentence-count.ts';
import { tldrSentenceCount } from './tldr-sentence-count.ts';
import { voice } from './voice.ts';

export const scorers: readonly Scorer[] = [
  schemaValidity,
  tldrSentenceCount,
  summarySentenceCount,
  completeSentences,
  slackFormatting,
  projectsThemePrefix,
  citationsResolve,
  grounding,
  numberFidelity,
  nameFidelity,
  noForeignLinks,
  noCommands,
  noRoleMarkers,
  expectedTheme,
  redundancy,
  coverage,
  citationAlignment,
  voice,
];
