const bareUrl = /(?<![<|\w])https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]}'"]/g;

/** The text of an app's message as Slack stores it: lone `&` escaped and bare addresses wrapped in `<…>`. */
export function normalizeAppText(text: string): string {
  return text.replaceAll(/&(?!(?:amp|lt|gt);)/g, '&amp;').replaceAll(bareUrl, (url) => `<${url}>`);
}
