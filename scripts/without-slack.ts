import { AppError } from '../src/core/errors.ts';
import type { ThreadReply } from '../src/core/ports.ts';
import type { SummarizerDeps } from '../src/pipeline/summarize-link.ts';
import type { Store } from '../src/store/open-store.ts';

/** The pipeline's reply port for doors that never post: anything that would reach a thread is a mistake and says so. */
export function withoutSlack(store: Store): Pick<SummarizerDeps, 'reply' | 'summaries'> {
  const refuse = (): never => {
    throw new AppError({ code: 'no_slack', message: 'There is no Slack on the command line.' });
  };
  const reply: ThreadReply = { open: refuse, progress: refuse, finish: refuse, withdraw: refuse };
  return { reply, summaries: store.summaries };
}
