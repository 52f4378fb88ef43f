import { toAppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import type { LanguageModel, PromptSource, Tracing } from '../../core/ports.ts';
import { tellQueryType } from '../../core/query-type.ts';
import type { QueryType } from '../../core/query-type.ts';
import { TellQueryTypeAnswer } from '../../core/stages.ts';
import { createBoundary, fence } from '../../core/untrusted-text.ts';

export interface RouteDeps {
  model: LanguageModel;
  prompts: PromptSource;
  tracing: Tracing;
  outside: Pick<Outside, 'newId' | 'log'>;
}

const stage = 'router';
const promptName = 'query-type';

/** Which kind of question it is: by rules, and by the model where they are not sure and there is one. A model that fails changes nothing. */
export function routeQuestion(deps: RouteDeps, question: string, signal: AbortSignal): Promise<QueryType> {
  return deps.tracing.span('follow_up.route', { kind: 'CHAIN' }, async (span) => {
    const byRules = tellQueryType(question);
    const asksModel = !byRules.isCertain && deps.model.describe(stage).provider !== 'extractive';
    const type = asksModel ? ((await askModel(deps, question, signal)) ?? byRules.type) : byRules.type;
    span.set({ query_type: type, query_type_by_rules: byRules.type, asked_model: asksModel });
    return type;
  });
}

async function askModel(deps: RouteDeps, question: string, signal: AbortSignal): Promise<QueryType | null> {
  try {
    const prompt = await deps.prompts.get(promptName);
    const boundary = createBoundary(deps.outside.newId());
    const { value } = await deps.model.complete({
      task: 'tell-query-type',
      stage,
      input: { question },
      messages: prompt.render({ boundary, question: fence(question, boundary) }),
      promptName: prompt.name,
      promptVersion: prompt.version,
      parameters: prompt.config,
      schemaName: 'tell_query_type',
      schema: TellQueryTypeAnswer,
      signal,
    });
    return value.query_type;
  } catch (thrown) {
    signal.throwIfAborted();
    deps.outside.log.warn('a question was routed by rules alone', { code: toAppError(thrown).code });
    return null;
  }
}
