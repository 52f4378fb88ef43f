import { GradeAnswer, scoreOfGrade } from './grade.ts';
import { defineJudge } from './judge.ts';

export const relevance = defineJudge({
  id: 'relevance',
  summary: 'A model finds the reply to be about what matters on the page.',
  promptName: 'judge-relevance',
  schemaName: 'judge_relevance',
  schema: GradeAnswer,
  scoreOf: (answer) => scoreOfGrade(answer),
});
