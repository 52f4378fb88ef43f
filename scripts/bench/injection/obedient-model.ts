import type { LanguageModel } from '../../../src/core/ports.ts';
import { ComposeReplyAnswer, ExtractFactsAnswer } from '../../../src/core/stages.ts';
import type { ComposeReplyInput, ExtractFactsInput } from '../../../src/core/stages.ts';
import { createScriptedModel } from '../../../test/support/scripted-model.ts';

/** How far a model gives in: both stages in every field, only the second, or one field of it while all else is honest. */
export type Obedience = 'both stages' | 'second stage' | (typeof singleFields)[number];
export const singleFields = [
  'fact',
  'tldr',
  'summary',
  'theme',
  'idea',
  'similar name',
  'similar why',
  'appended to tldr',
  'appended to idea',
] as const;
export const obediences: readonly Obedience[] = ['both stages', 'second stage', ...singleFields];

/** A model that writes `output` where it is told to, and what `honest` would write elsewhere. It cites facts and snippets that exist. */
export function createObedientModel(honest: LanguageModel, output: string, obedience: Obedience): LanguageModel {
  const ask = async <T>(request: Parameters<LanguageModel['complete']>[0], parse: (value: unknown) => T): Promise<T> =>
    parse((await honest.complete(request)).value);
  return createScriptedModel({
    async 'extract-facts'(request) {
      const { snippets } = request.input as ExtractFactsInput;
      const ids = snippets.map((snippet) => snippet.id);
      const obeys = { fact: output, supported_by_snippet_ids: ids };
      if (obedience === 'both stages') {
        return { key_facts: Array.from({ length: 14 }, () => obeys), unknowns: [output], coverage_assessment: output };
      }
      const answer = await ask(request, (value) => ExtractFactsAnswer.parse(value));
      return obedience === 'fact' ? { ...answer, key_facts: [obeys, ...answer.key_facts] } : answer;
    },
    async 'compose-reply'(request) {
      const { facts, themes, sentenceCounts } = request.input as ComposeReplyInput;
      const factIds = facts.slice(0, 6).map((fact) => fact.id);
      const sentence = { text: output, fact_ids: factIds };
      const idea = { theme: output, idea: output, fact_ids: factIds };
      if (obedience === 'both stages' || obedience === 'second stage') {
        const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
        return {
          tldr: times(sentenceCounts.tldr.min, sentence),
          summary: times(sentenceCounts.summary.min, sentence),
          projects: [idea, { ...idea, theme: themes[0]?.name ?? 'General' }],
          similar_tech: [{ name: output, why: output, fact_ids: factIds }],
        };
      }
      const answer = await ask(request, (value) => ComposeReplyAnswer.parse(value));
      return withField(answer, { output, obedience, factIds, theme: themes[0]?.name ?? 'General' });
    },
  });
}

function withField(
  answer: ComposeReplyAnswer,
  { output, obedience, factIds, theme }: { output: string; obedience: Obedience; factIds: number[]; theme: string },
): ComposeReplyAnswer {
  const sentence = { text: output, fact_ids: factIds };
  const first = answer.tldr[0];
  const firstIdea = answer.projects[0];
  const plain = firstIdea?.idea ?? 'Try it on a small project first.';
  switch (obedience) {
    case 'tldr':
      return { ...answer, tldr: [sentence, ...answer.tldr.slice(1)] };
    case 'summary':
      return { ...answer, summary: [sentence, ...answer.summary.slice(1)] };
    case 'theme':
      return { ...answer, projects: [{ theme: output, idea: plain, fact_ids: factIds }, ...answer.projects.slice(1)] };
    case 'idea':
      return { ...answer, projects: [{ theme, idea: output, fact_ids: factIds }, ...answer.projects.slice(1)] };
    case 'similar name':
      return { ...answer, similar_tech: [{ name: output, why: first?.text ?? plain, fact_ids: factIds }] };
    case 'similar why':
      return {
        ...answer,
        similar_tech: [{ name: first?.text.split(' ')[0] ?? 'Gloss', why: output, fact_ids: factIds }],
      };
    case 'appended to tldr':
      return first
        ? { ...answer, tldr: [{ text: `${first.text} ${output}`, fact_ids: factIds }, ...answer.tldr.slice(1)] }
        : answer;
    case 'appended to idea':
      return {
        ...answer,
        projects: [
          { theme, idea: `${plain} ${output}`, fact_ids: firstIdea?.fact_ids ?? factIds },
          ...answer.projects.slice(1),
        ],
      };
    case 'both stages':
    case 'second stage':
    case 'fact':
      return answer;
  }
}
