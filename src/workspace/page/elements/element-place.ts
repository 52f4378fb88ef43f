import type { BlockContext } from '../blocks/block-context.ts';
import type { JsonRecord } from '../read-json.ts';

/** Where an interactive element stands. */
export interface ElementPlace {
  blockId: string;
  context: BlockContext;
  /** Id of the visible label, when a block gives one. */
  labelledBy: string | null;
  /** Whether a change is told to the app at once; inputs of a modal wait for Submit. */
  dispatches: boolean;
  required: boolean;
}

export type ElementRenderer = (item: JsonRecord, place: ElementPlace) => HTMLElement;
