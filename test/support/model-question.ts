/** What a model is asked, read back from a Chat Completions request: a scripted server knows no more than a real one. */

export interface NumberedText {
  id: number;
  text: string;
}

/** One stage's question as it stands in the messages. */
export interface ModelQuestion {
  stage: 'facts' | 'reply';
  language: string;
  title: string;
  /** Snippets of stage A, facts of stage B. */
  items: NumberedText[];
  /** Ids of links that may be read. */
  linkIds: number[];
  /** Stage B only. */
  themes: { name: string; pain: string }[];
  counts: { tldr: number; summary: number };
  /** What the checks said of the draft before, as the model is told; empty on a first try. */
  failures: string;
}

/** @param body of a chat request that was rendered from the prompts of this repository */
export function readModelQuestion(body: Record<string, unknown>): ModelQuestion {
  const messages = body['messages'] as { role: string; content: string | null }[];
  const asked = messages.find((message) => message.role === 'user')?.content ?? '';
  const stage = asked.includes('\nSnippets:\n') ? 'facts' : 'reply';
  const rules = messages.find((message) => message.role === 'system')?.content ?? '';
  const count = (part: string): number => Number(new RegExp(`\\. ${part}: (?:exactly )?(\\d+)`, 'u').exec(rules)?.[1]);
  const linkText = section(asked, 'Links that may be read:');
  return {
    stage,
    language: /^Language(?: of the reply)?: (\S+)/mu.exec(asked)?.[1] ?? 'en',
    title: section(asked, 'Title:'),
    items: numbered(section(asked, stage === 'facts' ? 'Snippets:' : 'Facts:')),
    linkIds: [...linkText.matchAll(/^(\d+): /gmu)].map((match) => Number(match[1])),
    themes: readThemes(asked),
    counts: { tldr: count('tldr') || 3, summary: count('summary') || 10 },
    failures: stage === 'reply' ? section(asked, 'Failures of the draft before:') : '',
  };
}

/** Text between the boundaries that follow a heading, with its entities decoded; empty where there is none. */
function section(asked: string, heading: string): string {
  const rest = asked.slice(asked.indexOf(heading) + heading.length);
  const fenced = /^\s*<(gloss-data-[0-9a-f]+)>\n([\s\S]*?)\n<\/\1>/u.exec(rest)?.[2] ?? '';
  return fenced.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function numbered(text: string): NumberedText[] {
  return text
    .split(/^(?=\[\d+\] )/mu)
    .map((piece) => /^\[(\d+)\] ([\s\S]*)$/u.exec(piece))
    .filter((match) => match !== null)
    .map((match) => ({ id: Number(match[1]), text: withoutPath(match[2] ?? '').trim() }));
}

/** "(Heading › Sub (new) heading) Text" → "Text". */
function withoutPath(text: string): string {
  if (!text.startsWith('(')) return text;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    depth += text[index] === '(' ? 1 : text[index] === ')' ? -1 : 0;
    if (depth === 0) return text.slice(index + 1);
  }
  return text;
}

function readThemes(asked: string): ModelQuestion['themes'] {
  return [...asked.matchAll(/^- (.+)\n {2}pains: (.+)$/gmu)].map((match) => ({
    name: match[1] ?? '',
    pain: (match[2] ?? '').split(';')[0]?.trim() ?? '',
  }));
}
