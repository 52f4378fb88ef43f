import type { WorkspaceChannel, WorkspaceFile, WorkspaceUser } from '../../control-api.ts';
import type { Names } from '../names.ts';
import type { JsonRecord } from '../read-json.ts';
import type { FormFields } from './form-fields.ts';

export interface BlockAction {
  blockId: string;
  actionId: string;
  selected?: string[];
  input?: string;
}

/** All that a block needs from the page around it. */
export interface BlockContext {
  names: Names;
  users: readonly WorkspaceUser[];
  channels: readonly WorkspaceChannel[];
  files: readonly WorkspaceFile[];
  /** The fields of the surrounding modal, message or Home tab. */
  form: FormFields;
  /** What the person did that the app does not send back, such as the pressed thumb: it outlives a redraw. */
  remembered: Map<string, string>;
  /** Width in pixels that a chart may take. */
  chartWidth: number;
  /** Sends an interaction to the app; settles when the app acknowledged or the workspace gave up. */
  act(action: BlockAction): Promise<void>;
  /** Asks the app for the options of an external select. */
  suggest(actionId: string, query: string): Promise<JsonRecord[]>;
  /** Shows a confirmation dialog object; true when the person goes on. */
  confirm(dialog: JsonRecord): Promise<boolean>;
  /** Draws blocks inside a block. */
  renderBlocks(blocks: readonly unknown[]): HTMLElement[];
}

/** Draws one kind of block. */
export type BlockRenderer = (block: JsonRecord, context: BlockContext) => HTMLElement;
