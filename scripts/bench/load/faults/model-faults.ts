import { setTimeout as wait } from 'node:timers/promises';
import type { Weather } from '../weather.ts';
import type { Fault } from './fault.ts';

function modelFault(name: string, kind: Weather['model']): Fault {
  return {
    name,
    whyNot: ({ options }) => (options.writer === 'model' ? null : 'no model is asked'),
    async run({ weather }, ms) {
      weather.model = kind;
      await wait(ms);
      weather.model = 'none';
    },
  };
}

export const modelDown = modelFault('model answers 500', '500');
export const modelHangs = modelFault('model hangs', 'hang');
export const modelCuts = modelFault('model breaks off', 'cut');
