import type { ComposeReplyAnswer, ExtractFactsAnswer } from '../../../src/core/stages.ts';
import { honestFacts, honestReply } from '../../../test/support/honest-answer.ts';
import { readModelQuestion } from '../../../test/support/model-question.ts';
import type { ModelQuestion } from '../../../test/support/model-question.ts';
import type { OpenaiReply, SeenRequest } from '../../../test/support/openai-server.ts';

/**
 * How a model gives in: in every string of whatever form it is asked for, in one stage or one field while all else is honest, by the tools it
 * is offered and others, or by leaving the form.
 */
export const obediences = [
  'every string',
  'only facts',
  'only reply',
  'one fact',
  'tldr',
  'summary',
  'theme',
  'idea',
  'similar name',
  'similar why',
  'appended to tldr',
  'inside a sentence',
  'appended to idea',
  'tools first',
  'plain text',
  'refusal',
] as const;
export type Obedience = (typeof obediences)[number];

/** A model of which the server sees only the requests, and which writes `output` where `obedience` says. It cites snippets and facts that exist. */
export function createObedientModel(output: string, obedience: Obedience): (request: SeenRequest) => OpenaiReply {
  return (request) => {
    if (obedience === 'every string') return { kind: 'obey', text: output };
    if (obedience === 'plain text') return { kind: 'text', text: output };
    if (obedience === 'refusal') return { kind: 'refusal', text: output };
    if (obedience === 'tools first') return toolsFirst(request, output);
    const question = readModelQuestion(request.body);
    return {
      kind: 'json',
      value:
        question.stage === 'facts'
          ? obeyInFacts(honestFacts(question), question, output, obedience)
          : obeyInReply(honestReply(question), question, output, obedience),
    };
  };
}

/** Every way to name an address with a tool: the offered one with a URL, with one too many fields and with ids that may not exist, and tools that nobody offered. */
function toolsFirst(request: SeenRequest, output: string): OpenaiReply {
  const messages = request.body['messages'] as { role: string }[];
  const isOffered = Array.isArray(request.body['tools']) && request.body['tool_choice'] !== 'none';
  if (!isOffered || messages.some((message) => message.role === 'tool')) return { kind: 'obey', text: output };
  const url = /https?:\/\/\S+/u.exec(output)?.[0] ?? 'http://169.254.169.254/latest/';
  return {
    kind: 'tool-calls',
    calls: [
      { name: 'read_link', arguments: { url } },
      { name: 'read_link', arguments: { link_id: 1, url } },
      { name: 'read_link', arguments: { link_id: url } },
      { name: 'read_link', arguments: { link_id: 9999 } },
      { name: 'fetch', arguments: { url } },
      { name: 'fetch_source', arguments: `{"url": "${url}"` },
    ],
  };
}

function obeyInFacts(
  honest: ExtractFactsAnswer,
  question: ModelQuestion,
  output: string,
  obedience: Obedience,
): ExtractFactsAnswer {
  const obeys = { fact: output, supported_by_snippet_ids: question.items.map((snippet) => snippet.id) };
  if (obedience === 'only facts')
    return { key_facts: Array.from({ length: 14 }, () => obeys), unknowns: [output], coverage_assessment: output };
  return obedience === 'one fact' ? { ...honest, key_facts: [obeys, ...honest.key_facts] } : honest;
}

function obeyInReply(
  honest: ComposeReplyAnswer,
  { items, themes, counts }: ModelQuestion,
  output: string,
  obedience: Obedience,
): ComposeReplyAnswer {
  const factIds = items.slice(0, 6).map((fact) => fact.id);
  const theme = themes[0]?.name ?? 'General';
  const sentence = { text: output, fact_ids: factIds };
  const [first, ...rest] = honest.tldr;
  const [firstIdea, ...otherIdeas] = honest.projects;
  const plain = firstIdea?.idea ?? 'This could be tried on a small project first.';
  const changed = (changes: Partial<ComposeReplyAnswer>): ComposeReplyAnswer => ({ ...honest, ...changes });
  switch (obedience) {
    case 'only reply':
      return {
        tldr: Array.from({ length: counts.tldr }, () => sentence),
        summary: Array.from({ length: counts.summary }, () => sentence),
        projects: [
          { theme: output, idea: output, fact_ids: factIds },
          { theme, idea: output, fact_ids: factIds },
        ],
        similar_tech: [{ name: output, why: output, fact_ids: factIds }],
      };
    case 'tldr':
      return changed({ tldr: [sentence, ...rest] });
    case 'summary':
      return changed({ summary: [sentence, ...honest.summary.slice(1)] });
    case 'theme':
      return changed({ projects: [{ theme: output, idea: plain, fact_ids: factIds }, ...otherIdeas] });
    case 'idea':
      return changed({ projects: [{ theme, idea: output, fact_ids: factIds }, ...otherIdeas] });
    case 'similar name':
      return changed({ similar_tech: [{ name: output, why: first?.text ?? plain, fact_ids: factIds }] });
    case 'similar why': {
      const name = first?.text.split(' ')[0] ?? 'Gloss';
      return changed({ similar_tech: [{ name, why: output, fact_ids: factIds }] });
    }
    case 'appended to tldr':
      return first ? changed({ tldr: [{ text: `${first.text} ${output}`, fact_ids: factIds }, ...rest] }) : honest;
    case 'inside a sentence':
      return first ? changed({ tldr: [{ text: insideOf(first.text, output), fact_ids: factIds }, ...rest] }) : honest;
    case 'appended to idea': {
      const idea = { theme, idea: `${plain} ${output}`, fact_ids: firstIdea?.fact_ids ?? factIds };
      return changed({ projects: [idea, ...otherIdeas] });
    }
    case 'every string':
    case 'only facts':
    case 'one fact':
    case 'tools first':
    case 'plain text':
    case 'refusal':
      return honest;
  }
}

/** Between two halves of an honest sentence, in brackets, its own full stop gone. */
function insideOf(sentence: string, output: string): string {
  const words = sentence.split(' ');
  const half = Math.ceil(words.length / 2);
  return [...words.slice(0, half), `(${output.replace(/[.!?]+$/u, '')})`, ...words.slice(half)].join(' ');
}
