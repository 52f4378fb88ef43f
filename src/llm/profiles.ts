import { z } from 'zod';
import { hookPlugins } from './hooks/index.ts';
import { providerPlugins } from './providers/index.ts';
import type { LlmSettings } from './settings.ts';

export const Profile = z.strictObject({
  provider: z.enum(providerPlugins.map((plugin) => plugin.id)),
  model: z.string().min(1),
  /** 0 to 2; null leaves it to the server. */
  temperature: z.number().min(0).max(2).nullable().default(null),
  /** Tokens, reasoning included; null leaves it to the server. */
  maxOutputTokens: z.number().int().min(1).max(1_000_000).nullable().default(null),
  reasoningEffort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullable().default(null),
});
export type Profile = z.infer<typeof Profile>;

const hookIds = (phase: 'before' | 'after') =>
  z.array(z.enum(hookPlugins.filter((plugin) => plugin.phases.includes(phase)).map((plugin) => plugin.id))).default([]);

const HookSet = z.strictObject({ before: hookIds('before'), after: hookIds('after') });

const Environment = z.strictObject({
  profile: z.string(),
  keylessProfile: z.string(),
  stages: z.record(z.string(), z.string()).default({}),
  hooks: z.string(),
});

/** configs/profiles.yaml; every name that is used must be defined. */
export const ProfilesFile = z
  .strictObject({
    environments: z.record(z.string(), Environment),
    profiles: z.record(z.string(), Profile),
    hookSets: z.record(z.string(), HookSet),
  })
  .check((context) => {
    const file = context.value;
    const need = (table: 'profiles' | 'hookSets', name: string, path: string[]): void => {
      if (Object.hasOwn(file[table], name)) return;
      const known = Object.keys(file[table]).join(', ');
      context.issues.push({
        code: 'custom',
        path,
        input: name,
        message: `"${name}" is not in ${table}; known: ${known}.`,
      });
    };
    for (const [id, environment] of Object.entries(file.environments)) {
      need('profiles', environment.profile, ['environments', id, 'profile']);
      need('profiles', environment.keylessProfile, ['environments', id, 'keylessProfile']);
      need('hookSets', environment.hooks, ['environments', id, 'hooks']);
      for (const [stage, name] of Object.entries(environment.stages)) {
        need('profiles', name, ['environments', id, 'stages', stage]);
      }
    }
  });
export type ProfilesFile = z.infer<typeof ProfilesFile>;

/** Problems that only settings and file together show, for the start's list: an environment or profile that the file does not define. */
export function findProfileProblems(settings: LlmSettings, file: ProfilesFile): { setting: string; message: string }[] {
  const problems: { setting: string; message: string }[] = [];
  const check = (setting: string, name: string, table: Record<string, unknown>): void => {
    if (Object.hasOwn(table, name)) return;
    problems.push({
      setting,
      message: `"${name}" is not in configs/profiles.yaml; known: ${Object.keys(table).join(', ')}.`,
    });
  };
  check('llm.environment', settings.environment, file.environments);
  if (settings.profile !== null) check('llm.profile', settings.profile, file.profiles);
  return problems;
}

/** What answers when the budget refuses a model: the environment's keyless profile, where that needs no model; else null. */
export function fallbackProfileOf(settings: LlmSettings, file: ProfilesFile): Profile | null {
  const profile = file.profiles[file.environments[settings.environment]?.keylessProfile ?? ''];
  return profile?.provider === 'extractive' ? profile : null;
}

/**
 * The profile of a stage: the one forced by the settings, else the stage's own, else the environment's; without key and base URL the keyless one.
 * The names must be known (`findProfileProblems` says nothing).
 */
export function profileOf(settings: LlmSettings, file: ProfilesFile, stage: string): Profile {
  const environment = file.environments[settings.environment];
  const hasServer = settings.apiKey !== null || settings.baseUrl !== null;
  const byEnvironment = hasServer ? (environment?.stages[stage] ?? environment?.profile) : environment?.keylessProfile;
  const profile = file.profiles[settings.profile ?? byEnvironment ?? ''];
  if (!profile)
    throw new Error(`There is no profile for the stage "${stage}" in the environment "${settings.environment}".`);
  return settings.model !== null && profile.provider === 'openai' ? { ...profile, model: settings.model } : profile;
}
