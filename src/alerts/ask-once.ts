import type { AlertFigures } from './figures.ts';

/** The same figures, each question asked once: many rules of one check look at the same window. */
export function askOnce(figures: AlertFigures): AlertFigures {
  const answers = new Map<string, Promise<unknown>>();
  const once = <Args extends unknown[], T>(name: string, ask: (...args: Args) => Promise<T>) => {
    return (...args: Args): Promise<T> => {
      const key = JSON.stringify([name, args]);
      const known = answers.get(key);
      // Under one name there is one kind of answer.
      if (known) return known as Promise<T>;
      const answer = ask(...args);
      answers.set(key, answer);
      return answer;
    };
  };
  return {
    runs: once('runs', figures.runs),
    quality: once('quality', figures.quality),
    latency: once('latency', figures.latency),
    scores: once('scores', figures.scores),
    budget: once('budget', figures.budget),
    costSpike: once('costSpike', figures.costSpike),
    spending: once('spending', figures.spending),
    traces: once('traces', figures.traces),
    verdicts: once('verdicts', figures.verdicts),
    monitorRuns: once('monitorRuns', figures.monitorRuns),
  };
}
