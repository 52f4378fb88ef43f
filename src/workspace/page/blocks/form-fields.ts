export type FieldValue = string | string[];

export interface FormField {
  blockId: string;
  actionId: string;
  /** Input blocks refuse to be sent empty unless they are optional. */
  required: boolean;
  read(): FieldValue;
  /** What the browser or the field itself objects to, or null. */
  problem(): string | null;
  showError(message: string | null): void;
  focus(): void;
}

/** The fields of one modal view: their values by block and action, and what is wrong with them. */
export interface FormFields {
  add(field: FormField): void;
  /** The value a field of the same name had before the view was drawn again. */
  earlier(blockId: string, actionId: string): FieldValue | undefined;
  values(): Record<string, Record<string, FieldValue>>;
  /** Errors by block id, empty when the form may be sent. */
  check(): Record<string, string>;
  /** Shows these errors, clears all others and moves the focus to the first field that has one. */
  showErrors(errors: Record<string, string>): void;
}

export function createFormFields(previous: FormFields | null): FormFields {
  const fields: FormField[] = [];
  const earlierValues = previous?.values() ?? {};
  return {
    add: (field) => void fields.push(field),
    earlier: (blockId, actionId) => earlierValues[blockId]?.[actionId],
    values() {
      const values: Record<string, Record<string, FieldValue>> = {};
      for (const field of fields) (values[field.blockId] ??= {})[field.actionId] = field.read();
      return values;
    },
    check() {
      const errors: Record<string, string> = {};
      for (const field of fields) {
        const empty = field.read().length === 0;
        const problem = field.required && empty ? 'Please complete this required field.' : field.problem();
        if (problem) errors[field.blockId] ??= problem;
      }
      return errors;
    },
    showErrors(errors) {
      for (const field of fields) field.showError(errors[field.blockId] ?? null);
      fields.find((field) => errors[field.blockId] !== undefined)?.focus();
    },
  };
}
