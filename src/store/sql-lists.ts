import type { Dialect } from './database.ts';

/** SQL for the rows of a parameter that holds a JSON list of texts, to stand after `in`. */
export function jsonTexts(dialect: Dialect, parameter: string): string {
  return dialect === 'sqlite'
    ? `(select value from json_each(${parameter}))`
    : `(select jsonb_array_elements_text(${parameter}::jsonb))`;
}
