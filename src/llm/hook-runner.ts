import { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { ChatMessage } from '../core/ports.ts';
import type { TokenUsage } from '../core/summary.ts';
import type { CallResult, HookDeps, HookPlugin, ModelCall, ModelHook } from './model-hook.ts';

interface NamedHook {
  id: string;
  hook: ModelHook;
}

/** Runs hooks so that none can fail, delay for long or distort a call: what a hook does beyond its power, or wrongly, is logged and dropped. */
export interface HookRunner {
  /** The messages to send. @throws AppError `budget_exceeded` where the budget refuses. */
  before(call: ModelCall): Promise<readonly ChatMessage[]>;
  repair(call: ModelCall, text: string, isValid: (candidate: string) => boolean): Promise<string | null>;
  price(call: ModelCall, model: string, usage: TokenUsage): Promise<number | null>;
  after(call: ModelCall, result: CallResult): Promise<void>;
}

export function createHookRunner(
  deps: HookDeps,
  plugins: readonly HookPlugin[],
  set: { before: readonly string[]; after: readonly string[] },
): HookRunner {
  const created = new Map<string, NamedHook>();
  const find = (id: string): NamedHook => {
    const plugin = plugins.find((candidate) => candidate.id === id);
    if (!plugin) throw new Error(`There is no hook "${id}"; known: ${plugins.map((known) => known.id).join(', ')}.`);
    const hook = created.get(id) ?? { id, hook: plugin.create(deps) };
    created.set(id, hook);
    return hook;
  };
  const beforeHooks = set.before.map(find);
  const afterHooks = set.after.map(find);
  const { outside, settings } = deps;

  /** The hook's result, or undefined where it threw or took too long. */
  async function isolated<T>(id: string, call: ModelCall, run: () => Promise<T> | T): Promise<T | undefined> {
    const timer = new AbortController();
    try {
      const late = outside.clock.sleep(settings.hookTimeoutMs, timer.signal).then(() => {
        throw new AppError({ code: 'hook_timeout', message: `The hook "${id}" took too long.` });
      });
      return await Promise.race([Promise.resolve().then(run), late]);
    } catch (error) {
      outside.log.warn('model hook failed and was skipped', { hook: id, callId: call.id, stage: call.stage, error });
      return undefined;
    } finally {
      timer.abort(new Error('the hook is done'));
    }
  }

  return {
    async before(call) {
      let current = call;
      for (const { id, hook } of beforeHooks) {
        if (hook.power === 'look') {
          if (hook.before) await isolated(id, current, () => hook.before?.(current));
        } else if (hook.power === 'rewrite') {
          const messages = await isolated(id, current, () => hook.rewrite(current));
          if (messages === undefined) continue;
          if (hasSameShape(messages, call.messages)) current = freezeCall({ ...current, messages });
          else reportNonsense(outside, id, call);
        } else if (hook.power === 'refuse') {
          const refusal: unknown = await isolated(id, current, () => hook.refuse(current));
          if (refusal === undefined || refusal === null) continue;
          if (refusal instanceof AppError && refusal.code === 'budget_exceeded') throw refusal;
          reportNonsense(outside, id, call);
        }
      }
      return current.messages;
    },
    async repair(call, text, isValid) {
      for (const { id, hook } of afterHooks) {
        if (hook.power !== 'repair') continue;
        const repaired: unknown = await isolated(id, call, () => hook.repair(text, isValid));
        if (repaired === undefined || repaired === null) continue;
        if (typeof repaired === 'string' && isValid(repaired)) return repaired;
        reportNonsense(outside, id, call);
      }
      return null;
    },
    async price(call, model, usage) {
      for (const { id, hook } of afterHooks) {
        if (hook.power !== 'price') continue;
        const costUsd: unknown = await isolated(id, call, () => hook.price(model, { ...usage }));
        if (costUsd === undefined || costUsd === null) continue;
        if (typeof costUsd === 'number' && Number.isFinite(costUsd) && costUsd >= 0) return costUsd;
        reportNonsense(outside, id, call);
      }
      return null;
    },
    async after(call, result) {
      const frozen = Object.freeze({ ...result, usage: Object.freeze({ ...result.usage }) });
      for (const { id, hook } of afterHooks) {
        if (hook.power === 'look' && hook.after) await isolated(id, call, () => hook.after?.(call, frozen));
      }
    },
  };
}

function reportNonsense(outside: Outside, id: string, call: ModelCall): void {
  outside.log.warn('model hook gave nonsense and was skipped', { hook: id, callId: call.id, stage: call.stage });
}

function hasSameShape(given: unknown, original: readonly ChatMessage[]): given is ChatMessage[] {
  return (
    Array.isArray(given) &&
    given.length === original.length &&
    original.every((message, index) => {
      const other = given[index] as Partial<ChatMessage> | null;
      return (
        other?.role === message.role &&
        typeof other.content === 'string' &&
        (other.content.trim() === '') === (message.content.trim() === '')
      );
    })
  );
}

/** A call that hooks can look at and not change. */
export function freezeCall(call: ModelCall): ModelCall {
  return Object.freeze({
    ...call,
    messages: Object.freeze(call.messages.map(({ role, content }) => Object.freeze({ role, content }))),
  });
}
