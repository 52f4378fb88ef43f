/** Scorers of things that are no summaries; those of summaries come from evals. */
import type { MonitorScorer } from '../plugins.ts';
import { answerWords } from './answer-words.ts';
import { reactions } from './reactions.ts';
import { stalemate } from './stalemate.ts';

export const conversationScorers: readonly MonitorScorer[] = [reactions, stalemate, answerWords];
