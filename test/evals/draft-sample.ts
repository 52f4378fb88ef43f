import type { ScorerInput } from '../../src/core/summary.ts';
import { noUsage } from '../../src/core/summary.ts';
import { sampleEvidence } from '../support/sample-evidence.ts';

export const heronParagraphs = [
  'Heron is a file synchroniser that three engineers at Calder Labs wrote in Rust.',
  'It compares files by hash and sends only the blocks that changed.',
  'A first copy of 2 TB took 41 minutes over a 10 gigabit line.',
  'Later runs took 95 seconds on average because few blocks changed.',
  'Heron keeps 30 days of deleted files in a folder named attic.',
  'Conflicts are kept as two files, and people choose between them.',
  'The server needs 512 MB of memory and no database.',
  'Clients exist for Linux and macOS, but not for Windows.',
  'Transfers are encrypted with keys that never leave the clients.',
  'The team measured a drop in network traffic of 83 percent.',
  'Version 2.0 added a dry run that lists what would change.',
  'Calder Labs pays for the audits, which happen every autumn.',
  'The licence is MPL 2.0, and patches are welcome.',
  'A web page shows the state of every folder.',
];

export const themes = [
  {
    name: 'Reliability',
    pains: ['backups are slow'],
    stack: ['Linux'],
    successCriteria: ['no file is lost'],
    keywords: ['backup', 'files'],
  },
  {
    name: 'Developer productivity',
    pains: ['copies take long'],
    stack: ['Rust'],
    successCriteria: [],
    keywords: ['build'],
  },
];

const use = {
  provider: 'scripted',
  model: 'scripted-1',
  promptName: null,
  promptVersion: null,
  usage: noUsage,
  costUsd: 0,
};

/** A faithful full draft of the Heron page: 14 facts, one a paragraph, 3 + 10 sentences, three ideas, one similar technology. */
export function draftSample(): ScorerInput {
  const facts = heronParagraphs.map((text, index) => ({ id: index + 1, text, snippetIds: [index + 1] }));
  const sentence = (id: number) => ({ text: heronParagraphs[id - 1] ?? '', factIds: [id] });
  return {
    evidence: sampleEvidence(heronParagraphs, { title: 'Heron, a file synchroniser' }),
    factSheet: { facts, unknowns: [], coverageAssessment: '', droppedFactCount: 0, toolCalls: [], use },
    draft: {
      form: 'full',
      tldr: [1, 2, 4].map(sentence),
      summary: [3, 5, 6, 7, 8, 9, 10, 11, 12, 13].map(sentence),
      projects: [
        {
          theme: 'Reliability',
          text: 'Try Heron for backups, since it keeps deleted files for 30 days.',
          factIds: [5],
        },
        { theme: 'Reliability', text: 'Its dry run could be tested before files change.', factIds: [11] },
        {
          theme: 'Developer productivity',
          text: 'Sending only the blocks that changed may shorten copies.',
          factIds: [2],
        },
      ],
      similarTech: [{ name: 'Rust', text: 'Heron is written in Rust.', factIds: [1] }],
      use,
    },
    themes,
    length: 'normal',
  };
}
