import { z } from 'zod';
import { toAppError } from '../../core/errors.ts';
import type { Evidence, PageLink } from '../../core/evidence.ts';
import type { ModelTool, Retriever, Tracing } from '../../core/ports.ts';
import type { ToolCallRecord } from '../../core/summary.ts';
import { hostOf } from '../../core/url.ts';
import type { StageThinking } from '../stage-thinking.ts';
import { fence } from '../../core/untrusted-text.ts';

export interface ReadLinkTool {
  /** The form a model gets; its snippets are fenced by `boundary`. */
  tool(boundary: string): ModelTool;
  calls: ToolCallRecord[];
  /** The evidence with everything read so far. */
  evidence(): Evidence;
}

const ReadLinkArguments = z.strictObject({ link_id: z.number().int() });
const shownCharacters = 8000;

/** Links that the tool may read: of the page's own site, by id, in order. */
export function readableLinks(evidence: Evidence): PageLink[] {
  return evidence.links.filter((link) => hostOf(link.url) === hostOf(evidence.finalUrl));
}

/**
 * `read_link(link_id)`: reads one more page of the same site through the safe fetcher. The model names an id from the page's own links, never
 * an address; at most `maxCalls` over the whole stage, one at a time. A refusal or a failure is told to the model, not thrown.
 */
export function createReadLinkTool(
  deps: { retriever: Retriever; thinking: Pick<StageThinking, 'vetEvidence'>; tracing: Tracing },
  start: Evidence,
  maxCalls: number,
): ReadLinkTool {
  const links = readableLinks(start);
  const calls: ToolCallRecord[] = [];
  const read = new Set<number>();
  let evidence = start;
  let queue: Promise<unknown> = Promise.resolve();

  async function call(linkId: number, boundary: string, signal: AbortSignal): Promise<string> {
    const link = links.find((candidate) => candidate.id === linkId);
    const refusal = refusalFor(link, linkId, { read, calls: calls.length, maxCalls });
    return deps.tracing.span(
      'fetch_source',
      { kind: 'TOOL', attributes: { tool: 'read_link', link_id: linkId, url: link?.url } },
      async (span) => {
        if (refusal !== null || !link) {
          const reason = refusal ?? 'no such link';
          calls.push({ tool: 'read_link', linkId, url: null, outcome: 'refused', reason });
          span.set({ outcome: 'refused', reason });
          return `Refused: ${reason}.`;
        }
        read.add(linkId);
        try {
          const before = evidence;
          const page = await deps.retriever.readLink(before, link, signal);
          evidence = mergeEvidence(before, await deps.thinking.vetEvidence(page, signal));
          calls.push({ tool: 'read_link', linkId, url: link.url, outcome: 'ok', reason: null });
          const added = evidence.snippets.slice(before.snippets.length);
          span.set({ outcome: 'ok', snippet_count: added.length });
          return fence(
            added
              .map((snippet) => `[${snippet.id}] ${snippet.text}`)
              .join('\n')
              .slice(0, shownCharacters),
            boundary,
          );
        } catch (thrown) {
          signal.throwIfAborted();
          const error = toAppError(thrown);
          calls.push({ tool: 'read_link', linkId, url: link.url, outcome: 'failed', reason: error.code });
          span.set({ outcome: 'failed', reason: error.code });
          return `Failed: the page behind link ${linkId} could not be read (${error.code}).`;
        }
      },
    );
  }

  return {
    calls,
    evidence: () => evidence,
    tool: (boundary) => ({
      name: 'read_link',
      description: 'Reads one more page of the same site. Give the id of a link from the list, never an address.',
      parameters: ReadLinkArguments,
      async run(args, signal) {
        const { link_id: linkId } = ReadLinkArguments.parse(args);
        // One at a time: the snippet ids of a page continue after those of the page before.
        const turn = queue.then(() => call(linkId, boundary, signal));
        queue = turn.catch(() => undefined);
        return await turn;
      },
    }),
  };
}

function refusalFor(
  link: PageLink | undefined,
  linkId: number,
  state: { read: ReadonlySet<number>; calls: number; maxCalls: number },
): string | null {
  if (!link) return `there is no link ${linkId} in the list`;
  if (state.read.has(linkId)) return `link ${linkId} was read already`;
  return state.calls >= state.maxCalls ? `at most ${state.maxCalls} links may be read` : null;
}

/** The posted page stays what it is; sources and snippets of the other are added. */
function mergeEvidence(before: Evidence, added: Evidence): Evidence {
  const snippetIds = new Set(before.snippets.map((snippet) => snippet.id));
  const sourceIds = new Set(before.sources.map((source) => source.id));
  const noticeCodes = new Set(before.notices.map((notice) => notice.code));
  return {
    ...before,
    sources: [...before.sources, ...added.sources.filter((source) => !sourceIds.has(source.id))],
    snippets: [...before.snippets, ...added.snippets.filter((snippet) => !snippetIds.has(snippet.id))],
    notices: [...before.notices, ...added.notices.filter((notice) => !noticeCodes.has(notice.code))],
  };
}
