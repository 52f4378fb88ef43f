import type { AlertFigures, FigureWindow, TraceOrder } from './figures.ts';

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
    runs: once('runs', (window: FigureWindow) => figures.runs(window)),
    quality: once('quality', (window: FigureWindow) => figures.quality(window)),
    latency: once('latency', (window: FigureWindow) => figures.latency(window)),
    scores: once('scores', (window: FigureWindow, name: string | null) => figures.scores(window, name)),
    budget: once('budget', () => figures.budget()),
    costSpike: once('costSpike', () => figures.costSpike()),
    spending: once('spending', (days: number) => figures.spending(days)),
    traces: once('traces', (window: FigureWindow, order: TraceOrder) => figures.traces(window, order)),
    verdicts: once('verdicts', (window: FigureWindow) => figures.verdicts(window)),
    monitorRuns: once('monitorRuns', (window: FigureWindow) => figures.monitorRuns(window)),
  };
}
