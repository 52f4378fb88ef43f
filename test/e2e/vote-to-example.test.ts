/** The whole road of a vote: thumb → candidate → Confirm → what later answers are written after, and what evals ask. */
import { expect, it } from 'vitest';
import { codeScorerIds } from '../support/eval-item-deps.ts';
import { answerHonestly } from '../support/honest-answer.ts';
import { createOpenaiServer } from '../support/openai-server.ts';
import type { OpenaiReply, SeenRequest } from '../support/openai-server.ts';
import { startTestApp } from '../support/test-app.ts';
import { adminUserId } from '../../src/workspace/opening-state.ts';
import type { WorkspaceMessage } from '../../src/workspace/control-api.ts';

const asked = 'how much memory do one hundred million vectors take?';
const answered = 'One hundred million vectors with 768 dimensions take about 300 gigabytes as 32-bit floats.';

/** What the model was told and asked. */
const promptOf = ({ body }: Pick<SeenRequest, 'body'>): string =>
  (body['messages'] as { content: string | null }[]).map(({ content }) => content ?? '').join('\n');

/** Answers a question with the one sentence that the page has for it; both stages of a summary honestly. */
function answer(request: SeenRequest): OpenaiReply {
  const prompt = promptOf(request);
  if (!prompt.includes('\nPassages:\n')) return answerHonestly(request);
  const id = Number(/\[(\d+)\] (?:(?!\[\d+\])[^])*One hundred million vectors/.exec(prompt)?.[1] ?? 0);
  return { kind: 'json', value: { told: id > 0, sentences: id > 0 ? [{ text: answered, snippet_ids: [id] }] : [] } };
}

async function start() {
  const server = await createOpenaiServer({ replies: answer });
  const app = await startTestApp({
    environment: {
      OPENAI_BASE_URL: server.baseUrl,
      OPENAI_API_KEY: 'test-key',
      GLOSS_LLM_DAILY_BUDGET_USD: '0',
      GLOSS_EVALS_SCORERS: codeScorerIds.join(','),
    },
  });
  const { client, channel } = app;
  const click = (user: string, { ts }: Pick<WorkspaceMessage, 'ts'>, actionId: string) =>
    client.call('click', { user, container: { channel, ts }, action_id: actionId });
  const wait = async (contains: string, threadTs?: string): Promise<WorkspaceMessage> => {
    const where = { channel, user: adminUserId, contains, timeoutMs: 15_000 };
    return (await client.call('wait', threadTs === undefined ? where : { ...where, thread_ts: threadTs })).message;
  };
  return {
    app,
    server,
    click,
    wait,
    type: (command: string, text: string) => client.call('command', { user: adminUserId, channel, command, text }),
    async summarized(): Promise<{ root: string; reply: WorkspaceMessage }> {
      const sample = app.samples.find((url) => url.includes('vector')) ?? '';
      const { ts } = await app.post(`worth a look ${sample}`);
      return { root: ts, reply: await app.summary(ts) };
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await server.close();
    },
  };
}

it('a liked answer that an admin confirms stands in the prompt of the next question of its kind', async () => {
  await using road = await start();
  const { app, server, click, wait, type } = road;
  const { root } = await road.summarized();
  const ask = async (question: string): Promise<WorkspaceMessage> => {
    const { ts } = await app.post(`@gloss ${question}`, root);
    const replies = async () => (await app.replies(root)).filter((reply) => Number(reply.ts) > Number(ts));
    await expect.poll(async () => JSON.stringify(await replies())).toContain('300 gigabytes');
    const [reply] = await replies();
    if (!reply) throw new Error('there is an answer');
    return reply;
  };
  const reply = await ask(asked);
  await click(app.user, reply, 'answer_up');
  await expect.poll(async () => (await app.app.store.datasets.get('high_quality_responses'))?.candidateCount).toBe(1);

  await type('/dataset', 'review high_quality_responses');
  const card = await wait(asked);
  await click(adminUserId, card, 'dataset_confirm');
  await wait('Confirmed. No more candidates of high_quality_responses');
  const [item] = await app.app.store.datasets.items('high_quality_responses', { limit: 5 });
  expect(item).toMatchObject({ status: 'active', query: asked, referenceResponse: answered });

  const before = server.requests.length;
  await ask('how many gigabytes do the vectors need?');
  const prompts = server.requests.slice(before).map(promptOf);
  expect(prompts.filter((prompt) => prompt.includes(`Q: ${asked}\nA: ${answered}`))).toHaveLength(1);
  // And the later trace says which example it was.
  const used = `high_quality_responses/${item?.id ?? ''}`;
  const examples = async (): Promise<unknown[]> => {
    const { traces } = await app.app.store.analytics.searchTraces({ limit: 10 });
    const spans = await Promise.all(traces.map(({ traceId }) => app.app.store.spans.trace(traceId)));
    return spans.flat().flatMap(({ attributes }) => attributes['few_shot_examples'] ?? []);
  };
  await expect.poll(examples).toContain(used);
  const use = expect.objectContaining({ itemId: item?.id, usedCount: 1 }) as unknown;
  await expect.poll(() => app.app.store.followUps.exampleUse()).toContainEqual(use);
}, 60_000);

it('a page whose summary was not liked is asked in an eval once an admin has confirmed it', async () => {
  await using road = await start();
  const { app, click, wait, type } = road;
  const { reply } = await road.summarized();
  await click(app.user, reply, 'vote_down');
  await expect.poll(async () => (await app.app.store.datasets.get('needs_improvement'))?.candidateCount).toBe(1);

  await type('/dataset', 'review needs_improvement');
  const card = await wait('Is this a page that answers should get better on?');
  await click(adminUserId, card, 'dataset_confirm');
  await wait('Confirmed. No more candidates of needs_improvement');
  const [item] = await app.app.store.datasets.items('needs_improvement', { limit: 5 });

  await type('/eval', 'run needs_improvement');
  const consent = await wait('This will cost about');
  await click(adminUserId, consent, 'eval_start');
  const runs = () => app.app.store.evalRuns.list({ dataset: 'needs_improvement', limit: 1 });
  await expect.poll(runs, { timeout: 20_000 }).toMatchObject([{ status: 'done' }]);
  const [run] = await runs();
  const results = await app.app.store.evalRuns.results(run?.id ?? '');
  expect(results).toMatchObject([{ itemId: item?.id, outcome: 'ok' }]);
}, 60_000);
