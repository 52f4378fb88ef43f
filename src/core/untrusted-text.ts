/** How text that is not ours is put before a model: escaped, between boundaries that the text cannot know. */

/** @param id a new random id; the boundary is different in every call, so page text cannot close it. */
export function createBoundary(id: string): string {
  return `gloss-data-${id.replaceAll('-', '')}`;
}

/** `&`, `<` and `>` as entities, so that page text never looks like one of our tags. */
function escapeForModel(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Text between `<boundary>` and `</boundary>`, escaped. */
export function fence(text: string, boundary: string): string {
  return `<${boundary}>\n${escapeForModel(text)}\n</${boundary}>`;
}
