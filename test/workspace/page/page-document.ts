import { parseHTML } from 'linkedom';

/** Gives modules of the browser page a document to draw in, without a browser. Returns its body, emptied. */
export function installPageDocument(): HTMLElement {
  const { document, Node, Element, HTMLElement } = parseHTML('<!doctype html><html><body></body></html>');
  Object.assign(globalThis, { document, Node, Element, HTMLElement });
  return document.body;
}
