/** Everything an operator can decide, read once at the start: defaults, then configs/*.yaml, then .env, then the environment. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { AlertRulesFile } from './alerts/rule-file.ts';
import { AlertSettings } from './alerts/settings.ts';
import type { AlertRule } from './core/alert.ts';
import { AppError } from './core/errors.ts';
import type { LangfuseServer } from './core/langfuse-server.ts';
import { readSettings } from './core/read-settings.ts';
import type { SettingProblem } from './core/read-settings.ts';
import { listSettings } from './core/setting-list.ts';
import type { Setting } from './core/setting-list.ts';
import { BaselineSettings } from './evals/baselines/settings.ts';
import { DatasetSettings } from './datasets/settings.ts';
import { EvalSettings } from './evals/settings.ts';
import { HttpSettings } from './http/settings.ts';
import { LimitSettings } from './limits/settings.ts';
import { findProfileProblems, ProfilesFile } from './llm/profiles.ts';
import { PricesFile } from './llm/prices.ts';
import { LlmSettings } from './llm/settings.ts';
import type { Destination } from './observe/read-destinations.ts';
import { readDestinations } from './observe/read-destinations.ts';
import { ObserveSettings } from './observe/settings.ts';
import { MonitorSettings } from './monitor/settings.ts';
import { PipelineSettings, ProjectContext } from './pipeline/settings.ts';
import { checkYaml, readYaml } from './read-yaml.ts';
import type { YamlFile } from './read-yaml.ts';
import { PromptSettings } from './prompts/settings.ts';
import { RetrievalSettings } from './retrieval/settings.ts';
import { SlackSettings } from './slack/settings.ts';
import { StoreSettings } from './store/settings.ts';
import { ThinkingSettings } from './thinking.ts';
import { WorkspaceSettings } from './workspace/settings.ts';

const AllSettings = z.object({
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .nullable()
    .default(null)
    .describe(
      'Least important log lines that are written to stderr; unset means info with Slack, warn in the local workspace.',
    ),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(3000)
    .describe(
      'Port for requests from Slack in http mode, and for the pages of an installation (slack.clientId); 0 takes any free one.',
    ),
  stopMs: z
    .int()
    .min(1000)
    .max(3_600_000)
    .default(50_000)
    .describe(
      'How long an orderly stop may take in all before the program ends as it stands, in milliseconds; more than store.jobs.drainMs, less than what its supervisor waits.',
    ),
  slack: SlackSettings.prefault({}),
  pipeline: PipelineSettings.prefault({}),
  limits: LimitSettings.prefault({}),
  llm: LlmSettings.prefault({}),
  evals: EvalSettings.prefault({}),
  baselines: BaselineSettings.prefault({}),
  retrieval: RetrievalSettings.prefault({}),
  store: StoreSettings.prefault({}),
  observe: ObserveSettings.prefault({}),
  prompts: PromptSettings.prefault({}),
  thinking: ThinkingSettings.prefault({}),
  workspace: WorkspaceSettings.prefault({}),
  http: HttpSettings.prefault({}),
  monitor: MonitorSettings.prefault({}),
  datasets: DatasetSettings.prefault({}),
  alerts: AlertSettings.prefault({}),
});

export const Settings = AllSettings.superRefine(({ slack, store }, context) => {
  if (slack.clientId === null || store.encryptionKeys.length > 0) return;
  context.addIssue({
    code: 'custom',
    path: ['store', 'encryptionKeys'],
    message:
      'needs a key with slack.clientId: tokens of workspaces are only stored encrypted (openssl rand -base64 32).',
  });
});
export type Settings = z.infer<typeof Settings>;

export interface Config {
  settings: Settings;
  profiles: ProfilesFile;
  prices: PricesFile;
  projectContext: ProjectContext;
  /** Of configs/alerts.yaml; those made in Slack lie over them. */
  alertRules: readonly AlertRule[];
  /** Where spans go besides the store. */
  destinations: readonly Destination[];
  /** The Langfuse project among the destinations: for prompts, scores and observations; null where there is none. */
  langfuse: LangfuseServer | null;
  /** The environment and .env, for `${NAME}` in files of configs/. */
  variables: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths of settings start from, and that holds `prompts/`, `configs/` and `data/`. */
  rootDirectory: string;
}

/** Names that people bring from Slack, OpenAI and hosting platforms, and the settings they fill. */
export const environmentAliases: Readonly<Record<string, readonly string[]>> = {
  SLACK_BOT_TOKEN: ['slack.botToken'],
  SLACK_APP_TOKEN: ['slack.appToken'],
  SLACK_SIGNING_SECRET: ['slack.signingSecret'],
  SLACK_CLIENT_ID: ['slack.clientId'],
  SLACK_CLIENT_SECRET: ['slack.clientSecret'],
  SLACK_STATE_SECRET: ['slack.stateSecret'],
  SLACK_API_URL: ['slack.apiUrl'],
  SLACK_MODE: ['slack.mode'],
  SLACK_COMMAND_PREFIX: ['slack.commandPrefix'],
  PORT: ['port', 'workspace.port'],
  OPENAI_API_KEY: ['llm.apiKey'],
  OPENAI_BASE_URL: ['llm.baseUrl'],
  OPENAI_MODEL: ['llm.model'],
  DATABASE_URL: ['store.databaseUrl'],
  LANGFUSE_WEBHOOK_SECRET: ['prompts.langfuse.webhookSecret'],
  LANGFUSE_TRACING_ENVIRONMENT: ['observe.environment'],
  LOG_LEVEL: ['logLevel'],
};

export function settingList(): Setting[] {
  return listSettings(Settings, (schema) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
}

/**
 * Reads the configuration below `rootDirectory`.
 * @throws AppError `config_invalid` whose message lists every problem with its place, the value and what is allowed.
 */
export function loadConfig(rootDirectory: string, environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: SettingProblem[] = [];
  const read = (name: string): YamlFile | null => readYaml(rootDirectory, name, problems);
  const variables = { ...readDotEnv(rootDirectory), ...withoutEmpty(environment) };
  const result = readSettings(
    Settings,
    settingList(),
    existsSync(join(rootDirectory, 'configs/app.yaml'))
      ? [{ name: 'configs/app.yaml', values: read('configs/app.yaml')?.values }]
      : [],
    variables,
    environmentAliases,
  );
  if (!result.ok) problems.push(...result.problems);
  const exported = result.ok
    ? readDestinations(result.value.observe.destinations, variables)
    : { destinations: [], langfuse: null, problems: [] };
  problems.push(...exported.problems);
  const profiles = checkYaml(ProfilesFile, read('configs/profiles.yaml'), problems);
  const prices = checkYaml(PricesFile, read('configs/prices.yaml'), problems);
  const projectContext = checkYaml(ProjectContext, read('configs/project-context.yaml'), problems);
  const alertRules = checkYaml(AlertRulesFile, read('configs/alerts.yaml'), problems);
  if (result.ok && profiles) {
    for (const problem of findProfileProblems(result.value.llm, profiles))
      problems.push({ where: problem.setting, message: problem.message });
  }
  if (problems.length > 0 || !result.ok || !profiles || !prices || !projectContext || !alertRules)
    throw configError(problems);
  const { destinations, langfuse } = exported;
  return deepFreeze({
    settings: result.value,
    profiles,
    prices,
    projectContext,
    alertRules,
    destinations,
    langfuse,
    variables,
    rootDirectory,
  });
}

function withoutEmpty(environment: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
}

function readDotEnv(rootDirectory: string): Record<string, string | undefined> {
  const path = join(rootDirectory, '.env');
  return existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
}

function configError(problems: readonly SettingProblem[]): AppError {
  const lines = problems.map((problem) => `  ${problem.where} ${problem.message}`);
  return new AppError({
    code: 'config_invalid',
    message: [
      `Gloss was not started: ${problems.length === 1 ? 'one setting is' : `${problems.length} settings are`} not right.`,
      ...lines,
    ].join('\n'),
    hint: 'The README lists every setting with its default.',
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
