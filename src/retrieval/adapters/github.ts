import type { Adapter } from '../adapter.ts';
import { toBlocks, type PageContent } from '../page-content.ts';
import { parseMarkdown, type MarkdownText } from '../readers/parse-markdown.ts';
import {
  createGithubApi,
  githubCommentLimit,
  type GithubApi,
  type GithubFile,
  type GithubPullRequest,
  type GithubThread,
} from '../sites/github-api.ts';
import { parseGithubUrl, type GithubTarget } from '../sites/github-url.ts';

type Read = Pick<PageContent, 'title' | 'author' | 'publishedAt' | 'links' | 'missing'> & {
  parts: MarkdownText['parts'];
};
type TargetOf<K extends GithubTarget['kind']> = Extract<GithubTarget, { kind: K }>;

/** Repositories, files, issues, pull requests and releases by the public API; what it does not give is left to the page. */
export const github: Adapter = {
  id: 'github',
  summary: 'GitHub repositories (README), files, issues, pull requests and releases',
  matches: (url) => parseGithubUrl(url) !== null,
  async read(url, context) {
    const target = parseGithubUrl(url);
    if (target === null) return null;
    const api = createGithubApi(context, target.owner, target.name);
    // With a token private repositories answer too, and only the repository itself says that it is one.
    if (context.settings.githubToken !== '' && (await api.repository()) === null) return null;
    const read = await readTarget(target, api, url.href);
    if (read === null || read.parts.every((part) => part.text.trim() === '')) return null;
    const { parts, ...facts } = read;
    return {
      ...facts,
      adapter: 'github',
      finalUrl: `https://github.com${url.pathname}`,
      canonicalUrl: null,
      language: null,
      blocks: toBlocks(parts),
    };
  },
};

async function readTarget(target: GithubTarget, api: GithubApi, url: string): Promise<Read | null> {
  switch (target.kind) {
    case 'repository':
      return await readRepository(target, api);
    case 'file':
      return await readFile(target, api, url);
    case 'issue':
    case 'pull':
      return await readThread(target, api, url);
    case 'release':
      return await readRelease(target, api, url);
  }
}

async function readRepository({ owner, name }: TargetOf<'repository'>, api: GithubApi): Promise<Read | null> {
  const [repository, readme] = await Promise.all([api.repository(), api.readme()]);
  if (repository === null) return null;
  const base = `https://github.com/${owner}/${name}/blob/${repository.default_branch}/`;
  const markdown = readme ? parseMarkdown(decodeFile(readme), base) : null;
  const facts = [
    repository.language ? `Language: ${repository.language}` : null,
    repository.license?.spdx_id ? `License: ${repository.license.spdx_id}` : null,
    `Stars: ${repository.stargazers_count}`,
    `Forks: ${repository.forks_count}`,
    `Open issues: ${repository.open_issues_count}`,
    repository.pushed_at ? `Last push: ${repository.pushed_at.slice(0, 10)}` : null,
    repository.topics.length > 0 ? `Topics: ${repository.topics.join(', ')}` : null,
    repository.archived ? 'Archived: read-only' : null,
  ].filter((fact) => fact !== null);
  return {
    title: repository.full_name,
    author: owner,
    publishedAt: null,
    parts: [
      { text: repository.description ?? '', kind: 'paragraph', headingPath: [] },
      ...(markdown?.parts ?? []),
      { text: facts.join(' | '), kind: 'table_row', headingPath: ['About the repository'] },
    ],
    links: markdown?.links ?? [],
    missing: readme === null ? 'The repository has no README; only its description was read.' : null,
  };
}

async function readFile(target: TargetOf<'file'>, api: GithubApi, url: string): Promise<Read | null> {
  const file = await api.file(target.path, target.ref);
  if (file === null) return null;
  const source = decodeFile(file);
  if (source.includes('\0')) return null;
  const isMarkdown = /\.(?:md|markdown|mdx)$/i.test(file.path);
  const markdown = isMarkdown ? parseMarkdown(source, url) : null;
  return {
    title: markdown?.title ?? `${target.owner}/${target.name}: ${file.path}`,
    author: target.owner,
    publishedAt: null,
    parts: markdown?.parts ?? codeParts(source, file.path),
    links: markdown?.links ?? [],
    missing: null,
  };
}

/** Code in pieces that empty lines part, so that a piece stays one thing. */
function codeParts(source: string, path: string): MarkdownText['parts'] {
  return source
    .split(/\n(?:[^\S\n]*\n)+/)
    .map((text) => ({ text, kind: 'code' as const, headingPath: [decodeURIComponent(path)] }));
}

function decodeFile(file: GithubFile): string {
  return Buffer.from(file.content, 'base64').toString('utf8');
}

async function readThread(target: TargetOf<'issue' | 'pull'>, api: GithubApi, url: string): Promise<Read | null> {
  const asked = target.kind === 'pull' ? api.pullRequest(target.number) : api.issue(target.number);
  const [thread, comments] = await Promise.all([asked, api.comments(target.number)]);
  if (thread === null) return null;
  const body = parseMarkdown(thread.body ?? '', url);
  const said = (comments ?? []).map((comment) => {
    const heading = `Comment by ${comment.user?.login ?? 'a deleted account'} on ${comment.created_at.slice(0, 10)}`;
    const read = parseMarkdown(comment.body ?? '', url);
    return {
      links: read.links,
      parts: read.parts.map((part) => ({ ...part, headingPath: [heading, ...part.headingPath] })),
    };
  });
  return {
    title: thread.title,
    author: thread.user?.login ?? null,
    publishedAt: thread.created_at,
    parts: [
      { text: `${thread.title} (${describeState(thread)})`, kind: 'paragraph', headingPath: [] },
      ...body.parts,
      ...said.flatMap((comment) => comment.parts),
    ],
    links: [...body.links, ...said.flatMap((comment) => comment.links)],
    missing: missingComments(thread, comments?.length ?? 0),
  };
}

function describeState(thread: GithubThread | GithubPullRequest): string {
  const labels = thread.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))).filter(Boolean);
  const isPull = 'changed_files' in thread;
  const state = isPull && thread.merged ? 'merged' : isPull && thread.draft ? 'draft' : thread.state;
  return [
    `${isPull ? 'pull request' : 'issue'}, ${state}${thread.state_reason ? ` as ${thread.state_reason.replaceAll('_', ' ')}` : ''}`,
    isPull
      ? `${thread.changed_files} files changed, ${thread.additions} lines added, ${thread.deletions} removed`
      : null,
    labels.length > 0 ? `labels: ${labels.join(', ')}` : null,
  ]
    .filter((fact) => fact !== null)
    .join('; ');
}

function missingComments(thread: GithubThread, read: number): string | null {
  if (read >= thread.comments) return null;
  return read === 0
    ? `Its ${thread.comments} comments could not be read.`
    : `It has ${thread.comments} comments; the first ${Math.min(read, githubCommentLimit)} were read.`;
}

async function readRelease(
  { owner, name, tag }: TargetOf<'release'>,
  api: GithubApi,
  url: string,
): Promise<Read | null> {
  const release = await api.release(tag);
  if (release === null) return null;
  const notes = parseMarkdown(release.body ?? '', url);
  const title = release.name ? release.name : release.tag_name;
  const isNamed = title.toLowerCase().includes(name.toLowerCase());
  return {
    title: isNamed ? title : `${owner}/${name} ${title}`,
    author: release.author?.login ?? null,
    publishedAt: release.published_at ?? null,
    parts: [
      {
        text: `Release ${release.tag_name} of ${owner}/${name}${release.prerelease ? ' (pre-release)' : ''}`,
        kind: 'paragraph',
        headingPath: [],
      },
      ...notes.parts,
    ],
    links: notes.links,
    missing: notes.parts.length === 0 ? 'The release has no notes.' : null,
  };
}
