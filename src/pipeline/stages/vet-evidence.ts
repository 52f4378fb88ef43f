/** Takes out of the evidence what only wants to steer a model, before any stage or reply sees it. */
import { addressesModel } from '../../core/claims/model-orders.ts';
import { findForeignLinks } from '../../core/claims/links-in-text.ts';
import { findMachineVoice } from '../../core/claims/machine-text.ts';
import { findSlackToken } from '../../core/claims/slack-tokens.ts';
import { stemOf } from '../../core/claims/stems.ts';
import { visibleText } from '../../core/claims/cited-text.ts';
import { ownPageOf } from '../../core/claims/unpostable.ts';
import type { Evidence, EvidenceNotice, Snippet, Source } from '../../core/evidence.ts';
import { splitSentences } from '../../core/sentences.ts';
import { contentWords } from '../../core/words.ts';

const ignoredNotice: EvidenceNotice = {
  code: 'injection_ignored',
  message: 'This page has text that gives orders to AI tools; it was ignored.',
};

/**
 * Sentences that give orders to a model leave the snippets (a snippet that held nothing else goes), and a notice says so. A title or author
 * that poses as something else, or a title that the visible text does not carry, gives way to the first heading or to nothing.
 */
export function vetEvidence(evidence: Evidence): Evidence {
  let dropped = 0;
  const snippets = evidence.snippets.flatMap((snippet): Snippet[] => {
    const headingPath = snippet.headingPath.filter((heading) => !addressesModel(heading));
    const sentences = splitSentences(snippet.text, evidence.language);
    const kept = sentences.filter((sentence) => !addressesModel(sentence));
    dropped += sentences.length - kept.length + (snippet.headingPath.length - headingPath.length);
    if (kept.length === sentences.length) return [{ ...snippet, headingPath }];
    return kept.length === 0 ? [] : [{ ...snippet, headingPath, text: kept.join(' ') }];
  });
  const noticed = evidence.notices.some((notice) => notice.code === ignoredNotice.code);
  const vetted: Evidence = {
    ...evidence,
    snippets,
    links: evidence.links.filter((link) => !addressesModel(link.text)),
    notices: dropped > 0 && !noticed ? [...evidence.notices, ignoredNotice] : evidence.notices,
  };
  return { ...vetted, sources: evidence.sources.map((source) => vetSource(source, vetted)) };
}

function vetSource(source: Source, evidence: Evidence): Source {
  return { ...source, title: vetTitle(source, evidence), author: vetAuthor(source.author) };
}

function vetTitle(source: Source, evidence: Evidence): string | null {
  const own = evidence.snippets.filter((snippet) => snippet.sourceId === source.id);
  const title = source.title === null ? null : plainLine(source.title);
  if (
    title !== null &&
    title !== '' &&
    !isSuspicious(title, evidence) &&
    isCarried(title, { ...evidence, sources: [], snippets: own })
  )
    return title;
  const heading = own.flatMap((snippet) => snippet.headingPath.slice(0, 1)).map(plainLine)[0];
  return heading !== undefined && heading !== '' && !isSuspicious(heading, evidence) ? heading : null;
}

/** A title of five or more content words shares at least a third of them with the text; shorter ones are names and say little. */
function isCarried(title: string, evidence: Evidence): boolean {
  const words = [...new Set(contentWords(title).map(stemOf))];
  if (words.length < 5) return true;
  const known = new Set(contentWords(visibleText(evidence)).map(stemOf));
  return words.filter((word) => known.has(word)).length * 3 >= words.length;
}

/** Names only: at most six of up to five words each, no sentence. */
function vetAuthor(author: string | null): string | null {
  const plain = author === null ? '' : plainLine(author);
  const people = plain.split(/\s*(?:,|;|&|、|，|\band\b|\bund\b|\bet\b|\by\b)\s*/u).filter((person) => person !== '');
  const isNames =
    people.length > 0 &&
    people.length <= 30 &&
    people.every(
      (person) =>
        person.split(/\s+/u).length <= 5 && !/[:!?<>{}[\]|/\\@=]|\.\s*$/u.test(person.replace(/\b\p{Lu}\.\s*$/u, '')),
    );
  return isNames && findMachineVoice(plain) === null && findSlackToken(plain) === null && !addressesModel(plain)
    ? plain.slice(0, 200)
    : null;
}

function isSuspicious(text: string, evidence: Evidence): boolean {
  return (
    findSlackToken(text) !== null ||
    findMachineVoice(text) !== null ||
    addressesModel(text) ||
    /\b(?:notice|alert|warning)\s*:/iu.test(text.replace(/^[^\][]*$/u, '')) ||
    findForeignLinks(text, ownPageOf(evidence)).some((link) => link.includes('/'))
  );
}

function plainLine(text: string): string {
  return text
    .replace(/[\s\u200b\u2060\ufeff\u00ad]+/gu, ' ')
    .trim()
    .slice(0, 300);
}
