import { findEarlier } from '../find-earlier.ts';
import { postDigest } from '../post-digest.ts';
import type { SlackApp } from '../slack-app.ts';
import type { Teams } from './teams.ts';

type Boards = Pick<
  SlackApp,
  'threadReply' | 'answerReply' | 'evalBoard' | 'exportBoard' | 'postDigest' | 'findEarlier'
>;

/** Where jobs show what they do: each in the workspace that it is of. */
export function createBoards(teams: Teams): Boards {
  return {
    threadReply: {
      open: async (target, options) => (await teams.of(target.teamId)).threadReply.open(target, options),
      progress: (target, ...news) => teams.kept(target.teamId)?.threadReply.progress(target, ...news),
      finish: async (target, ...news) => (await teams.of(target.teamId)).threadReply.finish(target, ...news),
      withdraw: async (target, place) => (await teams.of(target.teamId)).threadReply.withdraw(target, place),
    },
    answerReply: {
      open: async (target, options) => (await teams.of(target.teamId)).answerReply.open(target, options),
      progress: (target, ...news) => teams.kept(target.teamId)?.answerReply.progress(target, ...news),
      finish: async (target, ...news) => (await teams.of(target.teamId)).answerReply.finish(target, ...news),
      withdraw: async (target, place) => (await teams.of(target.teamId)).answerReply.withdraw(target, place),
    },
    evalBoard: {
      progress: (place, run, progress) => teams.kept(run.teamId)?.evalBoard.progress(place, run, progress),
      finish: async (place, run) => (await teams.of(run.teamId)).evalBoard.finish(place, run),
    },
    exportBoard: {
      open: async (record, mayExist) => (await teams.of(record.teamId)).exportBoard.open(record, mayExist),
      progress: (place, record, ...count) => teams.kept(record.teamId)?.exportBoard.progress(place, record, ...count),
      send: async (record, ...file) => (await teams.of(record.teamId)).exportBoard.send(record, ...file),
      finish: async (place, record, left) => (await teams.of(record.teamId)).exportBoard.finish(place, record, left),
      fail: async (place, record) => (await teams.of(record.teamId)).exportBoard.fail(place, record),
      maySee: async (record, channelId) => (await teams.of(record.teamId)).exportBoard.maySee(record, channelId),
    },
    async postDigest(target, digest, rhythm) {
      await postDigest(target, digest, rhythm, (await teams.of(target.teamId)).services);
    },
    findEarlier: async (link) => findEarlier(link, (await teams.of(link.teamId)).services),
  };
}
