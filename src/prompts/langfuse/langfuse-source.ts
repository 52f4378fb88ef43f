import { AppError, toAppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import type { PromptSource, ResolvedPrompt } from '../../core/ports.ts';
import type { PromptRemoteStore } from '../../core/prompt-remotes.ts';
import type { PromptStore } from '../../core/prompt-store.ts';
import { promptVersionOf } from '../prompt-file.ts';
import { isPromptVersion, resolveVersion } from '../registry.ts';
import type { RemoteVersion } from './read-remote-prompt.ts';

/** How one prompt and label stand with Langfuse. */
export interface RemoteState {
  name: string;
  label: string;
  /** What runs; null where Langfuse never gave one and the version of the files runs. */
  version: string | null;
  remoteVersion: number | null;
  /** When Langfuse last said so. */
  fetchedAt: number | null;
  /** Why the last question had no answer that could be used; null where it had. */
  failure: string | null;
}

export interface LangfuseSource extends PromptSource {
  /** True where the labels of a prompt are Langfuse's. */
  manages(name: string): boolean;
  /** What is known of a prompt is no longer taken for true; it is asked for again at once, beside. */
  invalidate(name: string): void;
  /** Every prompt and label that was asked for since the start. */
  states(): RemoteState[];
  /** Waits for questions that are under way. */
  idle(): Promise<void>;
}

export interface LangfuseSourceDeps {
  /** @throws AppError of `askLangfuse` */
  ask(name: string, label: string): Promise<RemoteVersion>;
  /** The files' versions: for other prompts, for versions by hash, and where Langfuse never answered. */
  local: PromptSource;
  versions: Pick<PromptStore, 'addVersion' | 'getVersion'>;
  remotes: PromptRemoteStore;
  /** The variables that the program gives to a prompt; null for an unknown one. */
  variablesOf(name: string): readonly string[] | null;
  outside: Pick<Outside, 'clock' | 'log'>;
}

export interface LangfuseSourceSettings {
  names: readonly string[];
  ttlMs: number;
  retryMs: number;
}

interface Entry extends RemoteState {
  prompt: ResolvedPrompt | null;
  /** Until when `prompt` is given without asking. */
  freshUntil: number;
  /** Not asked before: it did not answer a moment ago. */
  quietUntil: number;
  isInvalid: boolean;
  asking: Promise<void> | null;
}

/**
 * Prompts whose labels live in Langfuse. What is known is given at once and asked for again beside it; only a first or an invalidated one
 * waits, and no longer than one question may take. Where Langfuse is away, its last good version runs: kept in the store, so also after a start.
 */
export function createLangfuseSource(settings: LangfuseSourceSettings, deps: LangfuseSourceDeps): LangfuseSource {
  const { local, outside } = deps;
  const entries = new Map<string, Entry>();
  const manages = (name: string): boolean => settings.names.includes('*') || settings.names.includes(name);

  async function refresh(entry: Entry): Promise<void> {
    const { name, label } = entry;
    try {
      const { file, remoteVersion } = await deps.ask(name, label);
      requireKnownVariables(name, file.variables, deps.variablesOf(name));
      const now = outside.clock.now();
      const record = { name, version: promptVersionOf(file), content: JSON.stringify(file), createdAt: now };
      await deps.versions.addVersion(record);
      await deps.remotes.put({ name, label, version: record.version, remoteVersion, fetchedAt: now });
      if (entry.remoteVersion !== remoteVersion) {
        outside.log.info('a prompt came from Langfuse', { name, label, version: record.version, remoteVersion });
      }
      Object.assign(entry, {
        prompt: { ...resolveVersion(record), langfuseVersion: remoteVersion },
        version: record.version,
        remoteVersion,
        fetchedAt: now,
        freshUntil: now + settings.ttlMs,
        failure: null,
      });
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      entry.failure = message;
      entry.quietUntil = outside.clock.now() + settings.retryMs;
      outside.log.warn('a prompt could not be read from Langfuse; the last good version runs', { name, label, code });
      if (entry.prompt === null) await takeLastGood(entry, deps);
    }
    entry.isInvalid = false;
  }

  /** One question at a time; whoever comes meanwhile waits for the same. */
  function ask(entry: Entry): Promise<void> {
    entry.asking ??= refresh(entry).finally(() => {
      entry.asking = null;
    });
    return entry.asking;
  }

  /** Nobody waits for it. */
  function askBeside(entry: Entry): void {
    ask(entry).catch((error: unknown) => {
      outside.log.error('the last good version of a prompt cannot be read', { name: entry.name, error });
    });
  }

  function entryOf(name: string, label: string): Entry {
    const key = `${name}@${label}`;
    const known = entries.get(key);
    if (known) return known;
    const nothing = { version: null, remoteVersion: null, fetchedAt: null, failure: null, prompt: null };
    const entry: Entry = { name, label, ...nothing, freshUntil: 0, quietUntil: 0, isInvalid: false, asking: null };
    entries.set(key, entry);
    return entry;
  }

  return {
    manages,
    async get(name, labelOrVersion = 'prod') {
      if (!manages(name) || isPromptVersion(labelOrVersion)) return local.get(name, labelOrVersion);
      const entry = entryOf(name, labelOrVersion);
      const now = outside.clock.now();
      const isQuiet = now < entry.quietUntil;
      const mustWait = entry.prompt === null || entry.isInvalid;
      if (mustWait && (!isQuiet || entry.asking !== null)) await ask(entry);
      else if (!mustWait && !isQuiet && now >= entry.freshUntil) askBeside(entry);
      return entry.prompt ?? local.get(name, labelOrVersion);
    },
    invalidate(name) {
      for (const entry of entries.values()) {
        if (entry.name !== name) continue;
        Object.assign(entry, { isInvalid: true, quietUntil: 0, freshUntil: 0 });
        const { asking } = entry;
        if (asking === null) askBeside(entry);
        else {
          // It may have been answered before the change, so it is asked once more behind it.
          const askAgain = (): void => {
            entry.isInvalid = true;
            askBeside(entry);
          };
          asking.then(askAgain, askAgain);
        }
      }
    },
    states: () =>
      [...entries.values()].map(({ name, label, version, remoteVersion, fetchedAt, failure }) => ({
        name,
        label,
        version,
        remoteVersion,
        fetchedAt,
        failure,
      })),
    async idle() {
      for (;;) {
        const asking = [...entries.values()].flatMap((entry) => entry.asking ?? []);
        if (asking.length === 0) return;
        await Promise.all(asking);
      }
    },
  };
}

async function takeLastGood(entry: Entry, deps: LangfuseSourceDeps): Promise<void> {
  const { name, label } = entry;
  const last = await deps.remotes.get(name, label);
  const record = last && (await deps.versions.getVersion(name, last.version));
  if (!last || !record) return;
  const { version, remoteVersion, fetchedAt } = last;
  const prompt = { ...resolveVersion(record), langfuseVersion: remoteVersion };
  Object.assign(entry, { prompt, version, remoteVersion, fetchedAt });
}

/** A prompt that wants what the program does not give would fail every run. */
function requireKnownVariables(name: string, wanted: readonly string[], given: readonly string[] | null): void {
  const unknown = given === null ? [] : wanted.filter((variable) => !given.includes(variable));
  if (unknown.length === 0) return;
  throw new AppError({
    code: 'prompt_invalid',
    message: `${name} in Langfuse uses ${unknown.join(', ')}, which the program does not give.`,
    hint: `It gives ${given?.join(', ') ?? 'nothing'}.`,
  });
}
