import { renderAnswer } from '../../../src/slack/blocks/answers/answer-message.ts';
import { formatIdeaClaim } from '../../../src/slack/blocks/ideas/idea-claim.ts';
import { sampleFollowUp } from '../sample-follow-up.ts';
import { failedSummary, sampleSummary } from '../sample-summary.ts';
import {
  type Act,
  admins,
  countJobs,
  members,
  pressInModal,
  pressOf,
  putSummary,
  type Stage,
  submissionOf,
} from './act.ts';

/** What is done under summaries, answers and ideas. */
export const summaryActs: readonly Act[] = [
  ...['shorter', 'longer', 'again', 'retry', 'known_refresh'].map(resummarize),
  summaryVote('vote_up', 'up'),
  summaryVote('vote_down', 'down'),
  answerVote('answer_up', 'up'),
  answerVote('answer_down', 'down'),
  {
    id: 'button summary_menu/mute',
    needs: 'links.mute',
    people: members,
    two: 'same',
    again: 'same',
    async prepare(stage) {
      const { channelSettings } = stage.program.app.store;
      const { id } = await putSummary(stage);
      const sites = () => channelSettings.mutedSites({ teamId: 'T1', channelId: 'C1' });
      return {
        payload: pressOf('summary_menu', `mute/${id}:1`),
        count: async () => (await sites()).filter((site) => site === `${stage.mark}.example`).length,
        moveOn: () => moveSummaryOn(stage),
      };
    },
  },
  {
    id: 'button idea_vote',
    needs: 'idea.vote',
    people: members,
    two: 'each',
    again: 'taken back',
    async prepare(stage) {
      const { ideas } = stage.program.app.store;
      const id = await putIdea(stage);
      return {
        payload: pressInModal('idea_vote', id),
        count: async () => (await ideas.get(id))?.voteCount ?? 0,
        // Written anew without its ideas.
        async moveOn() {
          const { draft } = sampleSummary();
          await putSummary(stage, { revision: 2, draft: draft && { ...draft, projects: [] } });
        },
      };
    },
  },
  {
    id: 'button idea_claim/take',
    needs: 'idea.claim',
    people: members,
    two: 'one',
    again: 'refused',
    async prepare(stage) {
      const { ideas } = stage.program.app.store;
      const id = await putIdea(stage);
      const claimant = async () => (await ideas.get(id))?.claimedBy ?? null;
      return {
        payload: pressInModal('idea_claim', formatIdeaClaim({ id, isWanted: true })),
        count: async () => ((await claimant()) === null ? 0 : 1),
        moveOn: async () => void (await ideas.claim(id, 'UOTHER')),
      };
    },
  },
  {
    id: 'button idea_claim/leave',
    needs: 'idea.claim',
    people: ['UMEMBER', 'UMEMBER'],
    two: 'one',
    again: 'refused',
    async prepare(stage) {
      const { ideas } = stage.program.app.store;
      const id = await putIdea(stage);
      await ideas.claim(id, 'UMEMBER');
      return {
        payload: pressInModal('idea_claim', formatIdeaClaim({ id, isWanted: false })),
        count: async () => ((await ideas.get(id))?.claimedBy === null ? 1 : 0),
        async moveOn() {
          await ideas.giveUp(id, 'UMEMBER');
          await ideas.claim(id, 'UOTHER');
        },
      };
    },
  },
  {
    id: 'modal vote_reason',
    needs: 'summary.explain',
    people: members,
    two: 'each',
    again: 'same',
    async prepare(stage) {
      const { feedback } = stage.program.app.store;
      const { id } = await putSummary(stage);
      for (const user of members) await feedback.vote(id, user, 'down', 1);
      return {
        payload: submissionOf('vote_reason', `${id}:1`, {
          comment: { type: 'plain_text_input', value: 'The second figure is not on the page.' },
        }),
        count: async () => (await feedback.reasons(id)).length,
        moveOn: async () => void (await feedback.vote(id, 'UMEMBER', 'down', 2)),
      };
    },
  },
  {
    id: 'modal dataset_add',
    needs: 'dataset.add',
    people: admins,
    two: 'same',
    again: 'same',
    async prepare(stage) {
      const { datasets } = stage.program.app.store;
      const { id } = await putSummary(stage);
      const name = `acts-${stage.mark}`;
      return {
        payload: submissionOf('dataset_add', `${id}:1`, { newDataset: { type: 'plain_text_input', value: name } }),
        count: async () => (await datasets.get(name))?.itemCount ?? 0,
        moveOn: () => moveSummaryOn(stage),
      };
    },
  },
];

/** Somebody else got a newer form of the summary. */
async function moveSummaryOn(stage: Stage): Promise<void> {
  await putSummary(stage, { revision: 2 });
}

async function putIdea(stage: Stage): Promise<string> {
  const { id } = await putSummary(stage);
  const [idea] = await stage.program.app.store.ideas.ofSummary(id);
  if (!idea) throw new Error('the sample has ideas');
  return idea.id;
}

function resummarize(actionId: string): Act {
  return {
    id: `button ${actionId}`,
    needs: 'summary.change',
    people: members,
    two: 'one',
    again: 'refused',
    async prepare(stage) {
      const { id } = await putSummary(stage, actionId === 'retry' ? { ...failureOf() } : {});
      return {
        payload: pressOf(actionId, `${id}:1`),
        count: () => countJobs(stage, `resummarize:${id}:`),
        moveOn: () => moveSummaryOn(stage),
      };
    },
  };
}

function failureOf() {
  const { outcome, draft, failure } = failedSummary();
  return { outcome, draft, failure };
}

function summaryVote(actionId: string, value: 'up' | 'down'): Act {
  return {
    id: `button ${actionId}`,
    needs: 'summary.vote',
    people: members,
    two: 'each',
    again: 'taken back',
    async prepare(stage) {
      const { id } = await putSummary(stage);
      return {
        payload: pressOf(actionId, `${id}:1`),
        count: async () => (await stage.program.app.store.feedback.counts(id))[value],
        moveOn: () => moveSummaryOn(stage),
      };
    },
  };
}

function answerVote(actionId: string, value: 'up' | 'down'): Act {
  return {
    id: `button ${actionId}`,
    needs: 'answer.vote',
    people: members,
    two: 'each',
    again: 'taken back',
    // An answer is never written anew, so there is nothing it could be stale against.
    async prepare({ program, mark }) {
      const { followUps } = program.app.store;
      const followUp = sampleFollowUp({ id: `fu-${mark}`, jobId: `job-fu-${mark}`, traceId: mark.padEnd(32, '0') });
      await followUps.save(followUp);
      const { text, blocks } = renderAnswer(followUp, { up: 0, down: 0 });
      program.server.messages.push({ channel: 'C1', ts: '1700000001.000100', text, blocks });
      return {
        payload: pressOf(actionId, followUp.id),
        count: async () => (await followUps.counts(followUp.id))[value],
      };
    },
  };
}
