import { GradeAnswer, scoreOfGrade } from './grade.ts';
import { defineJudge } from './judge.ts';

export const helpfulness = defineJudge({
  id: 'helpfulness',
  summary: 'A model finds that the reply saves a colleague from opening the page.',
  promptName: 'judge-helpfulness',
  schemaName: 'judge_helpfulness',
  schema: GradeAnswer,
  scoreOf: (answer) => scoreOfGrade(answer),
});
