/** What is wrong with the world around the program at this moment; faults change it and change it back. */
export interface Weather {
  /** Share of Slack's answers that go wrong, and how. `lost answer` carries the call out and then answers 500. */
  slack: { kind: 'none' | '500' | '429' | 'lost answer'; share: number };
  model: 'none' | '500' | 'hang' | 'cut';
}

export function createWeather(): Weather {
  return { slack: { kind: 'none', share: 0 }, model: 'none' };
}
