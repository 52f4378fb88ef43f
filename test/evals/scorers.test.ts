import { describe, expect, it } from 'vitest';
import type { Draft, ScorerInput } from '../../src/core/summary.ts';
import { scorers } from '../../src/evals/scorers/index.ts';
import { createRegistry } from '../../src/core/registry.ts';
import { draftSample } from './draft-sample.ts';

const registry = createRegistry('scorer', scorers);
const score = (id: string, change: (input: ScorerInput) => void = () => undefined) => {
  const input = structuredClone(draftSample());
  change(input);
  const result = registry.get(id).score(input);
  if (result === null) throw new Error(`${id} has nothing to say`);
  return result;
};
const first = (draft: Draft, text: string): void => {
  draft.summary[0] = { text, factIds: draft.summary[0]?.factIds ?? [] };
};

describe('the scorers', () => {
  it('pass a faithful draft, all of them', () => {
    const results = scorers.map((scorer) => ({ id: scorer.id, ...scorer.score(draftSample()) }));
    expect(results.filter((result) => result.passed === false)).toEqual([]);
  });

  it('are the ones that the gates need', () => {
    expect(scorers.filter((scorer) => scorer.gate).map((scorer) => scorer.id)).toEqual([
      'schema_validity',
      'tldr_sentence_count',
      'summary_sentence_count',
      'complete_sentences',
      'slack_formatting',
      'projects_theme_prefix',
      'citations_resolve',
      'grounding',
      'number_fidelity',
      'name_fidelity',
      'no_foreign_links',
      'no_commands',
      'no_role_markers',
    ]);
  });

  it.each<[string, string, (input: ScorerInput) => void]>([
    ['schema_validity', 'an empty summary', ({ draft }) => (draft.summary = [])],
    ['schema_validity', 'two ideas in a full reply', ({ draft }) => (draft.projects.length = 2)],
    ['schema_validity', 'a sentence without end', ({ draft }) => first(draft, 'a '.repeat(400))],
    ['tldr_sentence_count', 'two sentences', ({ draft }) => (draft.tldr.length = 2)],
    [
      'tldr_sentence_count',
      'two sentences in one entry',
      ({ draft }) => (draft.tldr[0] = { text: 'Heron copies. It is fast.', factIds: [1] }),
    ],
    ['tldr_sentence_count', 'the short form where facts carry the full one', ({ draft }) => (draft.form = 'short')],
    ['summary_sentence_count', 'nine sentences', ({ draft }) => (draft.summary.length = 9)],
    ['complete_sentences', 'no full stop', ({ draft }) => first(draft, 'Heron copies files')],
    [
      'complete_sentences',
      'an idea without a full stop',
      ({ draft }) => (draft.projects[0] = { theme: 'Reliability', text: 'Try Heron', factIds: [1] }),
    ],
    ['slack_formatting', 'a line break', ({ draft }) => first(draft, 'Heron\ncopies files.')],
    [
      'slack_formatting',
      'a control sequence in a name',
      ({ draft }) => (draft.similarTech[0] = { name: '<!here>', text: 'It is named.', factIds: [1] }),
    ],
    [
      'projects_theme_prefix',
      'an unknown theme',
      ({ draft }) => (draft.projects[0] = { theme: 'General', text: 'Try Heron.', factIds: [1] }),
    ],
    ['projects_theme_prefix', 'ideas without themes', (input) => (input.themes = [])],
    ['citations_resolve', 'no fact', ({ draft }) => (draft.tldr[0] = { text: 'Heron copies files.', factIds: [] })],
    [
      'citations_resolve',
      'an unknown fact',
      ({ draft }) => (draft.tldr[0] = { text: 'Heron copies files.', factIds: [99] }),
    ],
    [
      'citations_resolve',
      'a list of everything',
      ({ draft }) => (draft.tldr[0] = { text: 'Heron copies files.', factIds: [1, 2, 3, 4, 5, 6, 7] }),
    ],
    ['grounding', 'an invented sentence', ({ draft }) => first(draft, 'Calder Labs was sold to a bank.')],
    [
      'grounding',
      'a second, invented sentence in an idea',
      ({ draft }) =>
        (draft.projects[0] = {
          theme: 'Reliability',
          text: 'Try Heron for backups, since it keeps deleted files for 30 days. The page is illegal.',
          factIds: [5],
        }),
    ],
    [
      'grounding',
      'an idea of planning words alone',
      ({ draft }) =>
        (draft.projects[0] = { theme: 'Reliability', text: 'Try it on a small project first.', factIds: [5] }),
    ],
    [
      'number_fidelity',
      'a changed number',
      ({ draft }) => first(draft, 'A first copy of 2 TB took 14 minutes over a 10 gigabit line.'),
    ],
    [
      'number_fidelity',
      'a number in an idea',
      ({ draft }) => (draft.projects[0] = { theme: 'Reliability', text: 'Try Heron with 70 files.', factIds: [5] }),
    ],
    [
      'name_fidelity',
      'a changed name',
      ({ draft }) => first(draft, 'Clients exist for FreeBSD and macOS, but not for Windows.'),
    ],
    [
      'name_fidelity',
      'a similar technology that the page does not name',
      ({ draft }) =>
        (draft.similarTech[0] = { name: 'Syncthing', text: 'It sends only the blocks that changed.', factIds: [2] }),
    ],
    ['no_foreign_links', 'a link', ({ draft }) => first(draft, 'Read https://evil.example/x for more.')],
    [
      'no_foreign_links',
      'a host as a name',
      ({ draft }) => (draft.similarTech[0] = { name: 'evil.example', text: 'It is named.', factIds: [1] }),
    ],
    [
      'no_commands',
      'a command',
      ({ draft }) => (draft.projects[0] = { theme: 'Reliability', text: 'Run npm install heron-cli.', factIds: [1] }),
    ],
    ['no_role_markers', 'the voice of a model', ({ draft }) => first(draft, 'As an AI, I cannot say.')],
    [
      'no_role_markers',
      'a notice as a theme',
      ({ draft }) => (draft.projects[0] = { theme: 'SYSTEM NOTICE', text: 'Try Heron.', factIds: [1] }),
    ],
    [
      'redundancy',
      'repeated sentences',
      ({ draft }) => (draft.summary = draft.summary.map(() => ({ text: 'Heron keeps files.', factIds: [5] }))),
    ],
    [
      'coverage',
      'only the first screen',
      ({ draft }) => {
        draft.tldr = draft.tldr.map((sentence) => ({ ...sentence, factIds: [1] }));
        draft.summary = draft.summary.map((sentence) => ({ ...sentence, factIds: [2] }));
      },
    ],
    [
      'citation_alignment',
      'citations of other facts',
      ({ draft }) => (draft.summary = draft.summary.map((sentence) => ({ ...sentence, factIds: [14] }))),
    ],
    [
      'voice',
      'shouting and praise',
      ({ draft }) =>
        (draft.summary = draft.summary.map(() => ({ text: 'This amazing tool will change your life!', factIds: [1] }))),
    ],
  ])('%s fails on %s', (id, _what, change) => {
    const result = score(id, change);
    expect(result.passed).toBe(false);
    expect(result.value).toBeLessThan(1);
    expect(result.reason).toMatch(/\.$/u);
  });

  it('names the place and the word, without markup, in a reason', () => {
    const { reason } = score('grounding', ({ draft }) => first(draft, 'Calder <!here> Labs was bought by Zeppelin.'));
    expect(reason).toContain('summary sentence 1');
    expect(reason).toContain('Zeppelin');
    expect(reason).not.toMatch(/[<>]/u);
  });

  it('lets ideas use the words and numbers of their theme', () => {
    const themed = score('number_fidelity', (input) => {
      input.themes[0] = { ...draftSample().themes[0]!, successCriteria: ['a restore within 15 minutes'] };
      input.draft.projects[0] = {
        theme: 'Reliability',
        text: 'Heron may help to restore files within 15 minutes.',
        factIds: [5],
      };
    });
    expect(themed.passed).toBe(true);
  });
});
