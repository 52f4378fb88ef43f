import { z } from 'zod';
import { SummaryLength } from '../core/summary.ts';
import type { ProjectTheme } from '../core/summary.ts';

/** What people say under a summary, and what a page itself feels like. */
const SentimentSettings = z.object({
  replies: z
    .boolean()
    .default(true)
    .describe('Score the replies of people under a summary; what they feel like becomes a score of it.'),
  pages: z
    .boolean()
    .default(true)
    .describe('Score the pages that were summarized, which is one more call for each where a model is set up.'),
  maxSentences: z.int().min(1).max(500).default(40).describe('Sentences of one text that are scored, from its start.'),
});

/** How links become summaries. */
export const PipelineSettings = z.object({
  allowedChannels: z
    .array(z.string().regex(/^[CGD][A-Z0-9]+$/))
    .default([])
    .describe(
      'Ids of the channels whose links are read by themselves; an empty list means every channel the bot is in.',
    ),
  maxLinksPerMessage: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('Links of one message that are read; each gets its own reply.'),
  defaultLength: SummaryLength.default('normal').describe(
    'Length of a summary where nobody asked for another: short, normal or long.',
  ),
  maxAttempts: z
    .int()
    .min(1)
    .max(20)
    .default(4)
    .describe('How often a link is tried before the thread gets a failure note.'),
  chunkCharacters: z
    .int()
    .min(2000)
    .max(200_000)
    .default(24_000)
    .describe('Page text that one fact-finding call reads, in characters; longer pages take several calls.'),
  maxChunks: z
    .int()
    .min(1)
    .max(20)
    .default(6)
    .describe('Most fact-finding calls for one page; of a page that is longer still, evenly spread parts are read.'),
  maxFacts: z
    .int()
    .min(13)
    .max(200)
    .default(40)
    .describe('Most facts that go into a summary, taken evenly from all parts of the page.'),
  maxLinkReads: z
    .int()
    .min(0)
    .max(10)
    .default(3)
    .describe('Most linked pages the model may have read for one summary.'),
  exampleStyle: z
    .enum(['qa', 'conversation', 'structured'])
    .default('qa')
    .describe('How examples of good answers are written into the prompt of a follow-up question.'),
  knownLinkDays: z
    .int()
    .min(0)
    .max(3650)
    .default(90)
    .describe(
      'How long a page counts as known after it was summarized, in days: its link is then answered by pointing to that summary. 0: never.',
    ),
  sentiment: SentimentSettings.prefault({}),
});
export type PipelineSettings = z.infer<typeof PipelineSettings>;

const Theme = z.strictObject({
  name: z.string().min(1).max(60),
  pains: z.array(z.string().min(1)).default([]),
  stack: z.array(z.string().min(1)).default([]),
  success_criteria: z.array(z.string().min(1)).default([]),
  keywords: z.array(z.string().min(1)).default([]),
});

/** `configs/project-context.yaml`: what the team works on, so that ideas can be tied to it. Parses to the themes the pipeline takes. */
export const ProjectContext = z
  .strictObject({ themes: z.array(Theme).max(30).default([]) })
  .superRefine((context, refinement) => {
    const names = context.themes.map((theme) => theme.name.toLowerCase());
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) !== index) {
        refinement.addIssue({
          code: 'custom',
          path: ['themes', index, 'name'],
          message: 'is the name of an earlier theme too',
        });
      }
    }
  })
  .transform((context): { themes: ProjectTheme[] } => ({
    themes: context.themes.map((theme) => ({
      name: theme.name,
      pains: theme.pains,
      stack: theme.stack,
      successCriteria: theme.success_criteria,
      keywords: theme.keywords.map((keyword) => keyword.toLowerCase()),
    })),
  }));
export type ProjectContext = z.infer<typeof ProjectContext>;
