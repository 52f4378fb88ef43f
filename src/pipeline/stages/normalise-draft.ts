/** Maps Stage B's answer to a draft and straightens its form without touching its meaning. */
import { splitSentences } from '../../core/sentences.ts';
import type { ComposeReplyAnswer, ComposeReplyInput } from '../../core/stages.ts';
import type { Draft, DraftSentence, ModelUse } from '../../core/summary.ts';

/**
 * White space becomes single spaces, markdown emphasis and list marks go, a theme's spelling becomes the configured one, an entry with several
 * sentences becomes several entries, fact ids that do not exist and empty entries are left out. Links, control sequences and the like
 * stay for the gates to see.
 */
export function normaliseDraft(answer: ComposeReplyAnswer, input: ComposeReplyInput, use: ModelUse): Draft {
  const known = new Set(input.facts.map((fact) => fact.id));
  const ids = (given: readonly number[]): number[] => [...new Set(given)].filter((id) => known.has(id));
  const sentences = (given: ComposeReplyAnswer['tldr']): DraftSentence[] =>
    given.flatMap((entry) =>
      splitSentences(plainText(entry.text), input.language).map((text) => ({ text, factIds: ids(entry.fact_ids) })),
    );
  return {
    form: input.form,
    tldr: sentences(answer.tldr),
    summary: sentences(answer.summary),
    projects: answer.projects
      .map((project) => {
        const theme = themeName(plainText(project.theme), input);
        return { theme, text: withoutPrefix(plainText(project.idea), theme), factIds: ids(project.fact_ids) };
      })
      .filter((idea) => idea.theme !== '' && idea.text !== ''),
    similarTech: answer.similar_tech
      .map((tech) => {
        const name = plainText(tech.name);
        return { name, text: withoutPrefix(plainText(tech.why), name), factIds: ids(tech.fact_ids) };
      })
      .filter((tech) => tech.name !== '' && tech.text !== ''),
    use,
  };
}

function plainText(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/^\s*(?:[-*•‣]|\d{1,2}[.)])\s+(?=\S)/u, '')
    .replace(/^#{1,6}\s+/u, '')
    .replace(/(?<![\p{L}\p{N}*])(\*{1,3})(?=\S)([^*]+?)(?<=\S)\1(?![\p{L}\p{N}*])/gu, '$2')
    .replace(/(?<![\p{L}\p{N}_])(_{1,2})(?=\S)([^_]+?)(?<=\S)\1(?![\p{L}\p{N}_])/gu, '$2')
    .replace(/(?<!`)`([^`]+)`(?!`)/gu, '$1')
    .trim();
}

function themeName(given: string, input: ComposeReplyInput): string {
  const bare = given.replace(/[*_:—–-]+$/u, '').trim();
  return input.themes.find((theme) => theme.name.toLowerCase() === bare.toLowerCase())?.name ?? bare;
}

/** Models like to say the theme again: "Theme — idea". The reply puts it there itself. */
function withoutPrefix(text: string, prefix: string): string {
  if (prefix === '' || !text.toLowerCase().startsWith(prefix.toLowerCase())) return text;
  const rest = /^\s*[—–:-]\s+(.+)$/su.exec(text.slice(prefix.length))?.[1];
  return rest ?? text;
}
