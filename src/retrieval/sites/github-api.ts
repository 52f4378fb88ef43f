import { z } from 'zod';
import type { AdapterContext } from '../adapter.ts';
import { askApi } from './ask-api.ts';

const Person = z.object({ login: z.string() }).nullish();
const text = z.string().nullish();

const Repository = z.object({
  full_name: z.string(),
  private: z.boolean(),
  description: text,
  language: text,
  license: z.object({ spdx_id: text }).nullish(),
  topics: z.array(z.string()).default([]),
  stargazers_count: z.number(),
  forks_count: z.number(),
  open_issues_count: z.number(),
  default_branch: z.string(),
  archived: z.boolean().default(false),
  pushed_at: text,
});
export type GithubRepository = z.infer<typeof Repository>;

const File = z.object({ path: z.string(), content: z.string(), encoding: z.literal('base64') });
export type GithubFile = z.infer<typeof File>;

const Thread = z.object({
  title: z.string(),
  body: text,
  user: Person,
  state: z.string(),
  state_reason: text,
  labels: z.array(z.union([z.string(), z.object({ name: text })])).default([]),
  created_at: z.string(),
  comments: z.number().default(0),
});
export type GithubThread = z.infer<typeof Thread>;

const PullRequest = Thread.extend({
  merged: z.boolean().default(false),
  draft: z.boolean().default(false),
  additions: z.number().default(0),
  deletions: z.number().default(0),
  changed_files: z.number().default(0),
});
export type GithubPullRequest = z.infer<typeof PullRequest>;

const Comments = z.array(z.object({ user: Person, body: text, created_at: z.string() }));

const Release = z.object({
  tag_name: z.string(),
  name: text,
  body: text,
  author: Person,
  published_at: text,
  prerelease: z.boolean().default(false),
});

/** Comments of an issue that are asked for. */
export const githubCommentLimit = 50;

/** The public REST API of one repository; everything is null where it cannot be had. */
export function createGithubApi(context: AdapterContext, owner: string, name: string) {
  const token = context.settings.githubToken;
  const headers = {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
  };
  const base = `https://api.github.com/repos/${owner}/${name}`;
  const ask = <T>(path: string, schema: z.ZodType<T>): Promise<T | null> =>
    askApi(context, `${base}${path}`, schema, headers);
  return {
    /** Null for a private one too: not all who see the answer may see the repository. */
    async repository(): Promise<GithubRepository | null> {
      const repository = await ask('', Repository);
      return repository?.private === false ? repository : null;
    },
    readme: () => ask('/readme', File),
    file: (path: string, ref: string) => ask(`/contents/${path}?ref=${encodeURIComponent(ref)}`, File),
    issue: (number: string) => ask(`/issues/${number}`, Thread),
    pullRequest: (number: string) => ask(`/pulls/${number}`, PullRequest),
    comments: (number: string) => ask(`/issues/${number}/comments?per_page=${githubCommentLimit}`, Comments),
    release: (tag: string | null) => ask(tag === null ? '/releases/latest' : `/releases/tags/${tag}`, Release),
  };
}

export type GithubApi = ReturnType<typeof createGithubApi>;
