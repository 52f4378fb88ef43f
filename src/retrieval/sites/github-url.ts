/** What a GitHub address names; path parts are kept as they are escaped in the address. */
export type GithubTarget =
  | { kind: 'repository'; owner: string; name: string }
  | { kind: 'file'; owner: string; name: string; ref: string; path: string }
  | { kind: 'issue' | 'pull'; owner: string; name: string; number: string }
  | { kind: 'release'; owner: string; name: string; tag: string | null };

/** First path parts that are GitHub's own pages, not people's. */
const ownPages = new Set(
  'about apps collections contact customer-stories enterprise events explore features issues join login marketplace new notifications orgs organizations pricing pulls search security sessions settings site sponsors stars team topics trending users'.split(
    ' ',
  ),
);
const word = /^[\w.-]+$/;

/** @returns null for addresses that have no answer in the API, such as trees, discussions and profiles. */
export function parseGithubUrl(url: URL): GithubTarget | null {
  if (!/^(?:www\.)?github\.com$/.test(url.hostname)) return null;
  const [owner, rawName, section, first, ...rest] = url.pathname.split('/').filter((part) => part !== '');
  const name = rawName?.replace(/\.git$/, '');
  if (!owner || !name || !word.test(owner) || !word.test(name) || ownPages.has(owner)) return null;
  const number = /^\d{1,9}$/.test(first ?? '') ? first : undefined;
  switch (section) {
    case undefined:
      return { kind: 'repository', owner, name };
    case 'blob':
      return first && rest.length > 0 ? { kind: 'file', owner, name, ref: first, path: rest.join('/') } : null;
    case 'issues':
      return number === undefined ? null : { kind: 'issue', owner, name, number };
    case 'pull':
      return number === undefined ? null : { kind: 'pull', owner, name, number };
    case 'releases':
      if (first === 'latest') return { kind: 'release', owner, name, tag: null };
      return first === 'tag' && rest[0] ? { kind: 'release', owner, name, tag: rest.join('/') } : null;
    default:
      return null;
  }
}
