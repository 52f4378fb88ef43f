/** Ties Langfuse as a source of prompts to the store, its webhook and those who are told. */
import { AppError } from '../core/errors.ts';
import type { Config } from '../config.ts';
import type { Outside } from '../core/outside.ts';
import type { JobKind, PromptSource } from '../core/ports.ts';
import type { HealthReport } from '../slack/slack-dependencies.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { receivedReply, type Receiver } from '../http/receiver.ts';
import { askLangfuse } from '../prompts/langfuse/ask-langfuse.ts';
import { describeRemotes } from '../prompts/langfuse/describe-remotes.ts';
import { createLangfuseSource, type LangfuseSource } from '../prompts/langfuse/langfuse-source.ts';
import { notifyUrl } from '../prompts/langfuse/notify-url.ts';
import { PromptChange } from '../prompts/langfuse/read-webhook.ts';
import { shareInvalidation } from '../prompts/langfuse/share-invalidation.ts';
import { createWebhookIntake, promptChangedJob } from '../prompts/langfuse/webhook-intake.ts';
import { renderPromptChange } from '../slack/blocks/prompts/prompt-change.ts';
import type { SlackApp } from '../slack/slack-app.ts';
import type { Store } from '../store/open-store.ts';

export interface LangfusePrompts {
  source: LangfuseSource;
  /** `POST /webhooks/langfuse`; null where no secret is set. */
  receiver: Receiver | null;
  /** Tells people and programs of a change. */
  jobKind(slack: Pick<SlackApp, 'post' | 'homeTeam' | 'figuresChanged'>): JobKind<PromptChange>;
  health(): Omit<HealthReport['components'][number], 'name'>;
}

/** A prompt of Langfuse with its content is far smaller. */
const maxWebhookBytes = 1_000_000;

/**
 * @returns null where no prompt is to come from Langfuse
 * @throws AppError `config_invalid` where prompts are to come from Langfuse and it is not known where that is
 */
export function createLangfusePrompts(
  config: Pick<Config, 'settings' | 'langfuse'>,
  outside: Outside,
  store: Pick<Store, 'prompts' | 'promptRemotes' | 'jobs' | 'audit' | 'news'>,
  files: { local: PromptSource; variablesOf(name: string): readonly string[] | null },
): LangfusePrompts | null {
  const settings = config.settings.prompts.langfuse;
  const server = config.langfuse;
  if (settings.names.length === 0) return null;
  if (server === null) {
    throw new AppError({
      code: 'config_invalid',
      message: 'prompts.langfuse.names is set, but no destination is a Langfuse project with both keys.',
      hint: 'Set LANGFUSE_BASE_URL, LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY, or leave prompts.langfuse.names empty.',
    });
  }
  const source = createLangfuseSource(
    { names: settings.names, ttlMs: settings.ttlSeconds * 1000, retryMs: settings.retrySeconds * 1000 },
    {
      ask: (name, label) =>
        askLangfuse(
          server,
          { name, label: label === 'prod' ? settings.prodLabel : label },
          { fetch: globalThis.fetch, outside, timeoutMs: settings.timeoutMs },
        ),
      local: files.local,
      versions: store.prompts,
      remotes: store.promptRemotes,
      variablesOf: (name) => files.variablesOf(name),
      outside,
    },
  );
  const shared = shareInvalidation(source, store.news);
  const { webhookSecret, noteChannel, notifyUrl: url, notifySecret: secret } = settings;
  const intake =
    webhookSecret === null ? null : createWebhookIntake(webhookSecret, { source: shared, jobs: store.jobs, outside });

  return {
    source,
    receiver: intake && {
      path: '/webhooks/langfuse',
      operationId: 'langfuseWebhook',
      maxBodyBytes: maxWebhookBytes,
      receive: async (request) => {
        const outcome = await intake
          .take(request.header('x-langfuse-signature'), request.body)
          .catch((thrown: unknown) => {
            throw webhookProblem(thrown);
          });
        return receivedReply(outcome);
      },
    },
    jobKind: (slack) => ({
      id: promptChangedJob,
      payload: PromptChange,
      async run(change, context) {
        slack.figuresChanged();
        const teamId = (await slack.homeTeam()) ?? '';
        const { name, remoteVersion, action, labels, by } = change;
        await context.step('audit', async () => {
          const after = `${action}; labels: ${labels.join(', ') || 'none'}${by === null ? '' : `; by ${by}`}`;
          const target = `${name} v${remoteVersion}`;
          const row = { teamId, actorId: 'langfuse', action: 'prompt.langfuse_changed', target, before: null, after };
          await store.audit.record({ ...row, reason: null, outcome: 'done' });
          return null;
        });
        await context.step('note', async () => {
          const message = renderPromptChange(change, source.manages(name));
          if (noteChannel !== null) await slack.post({ channelId: noteChannel, threadTs: null }, message);
          return null;
        });
        await context.step('notify', async () => {
          if (url !== null) await notifyUrl({ url, secret }, change, { fetch: globalThis.fetch, outside });
          return null;
        });
      },
    }),
    health: () => describeRemotes(source.states(), intake?.state() ?? null),
  };
}

/** What is wrong with a request is said; whatever else went wrong is ours. */
function webhookProblem(thrown: unknown): unknown {
  if (!(thrown instanceof AppError)) return thrown;
  const { code, message: detail } = thrown;
  if (code === 'webhook_unsigned') return new HttpProblem({ status: 401, code, detail });
  return code === 'webhook_bad_body' ? new HttpProblem({ status: 400, code, detail }) : thrown;
}
