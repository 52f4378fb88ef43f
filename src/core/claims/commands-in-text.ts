/** Shell and install commands: a page's command line is never passed on by a bot that people trust. */

const forms: readonly RegExp[] = [
  /\b(?:npm|pnpm|yarn|bun|npx|bunx|pnpx)\s+(?:-\S+\s+)*(?:i|install|add|ci|exec|dlx|run|create|x|global)\b/iu,
  /\b(?:npx|bunx|uvx|pipx)\s+\S+/iu,
  /\b(?:pip3?|uv|pipx|conda|mamba|poetry|gem|cargo|brew|choco|scoop|winget|apt(?:-get)?|dnf|yum|apk|pacman|snap|port|go|composer|cpan|luarocks|nix-env|helm)\s+(?:-\S+\s+)*(?:install|add|get|-S|-i|pip)\s+\S/iu,
  /\bpython3?\s+-[cm]\s/iu,
  /\b(?:curl|wget|iwr|irm|fetch)\s+(?:-\S+\s+)*(?:https?:|\S+\.\S+\/|\$)/iu,
  /\|\s*(?:sudo\s+)?(?:ba|z|da|fi|k)?sh\b|\|\s*(?:iex|python3?|node|perl|ruby)\b/iu,
  /\b(?:sudo|doas)\s+\S/iu,
  /\brm\s+-[a-z]*[rf]/iu,
  /\b(?:chmod|chown)\s+(?:-R\s+)?[\d+a-z=:]+\s+\S/u,
  /\b(?:bash|sh|zsh|powershell|pwsh|cmd)(?:\.exe)?\s+(?:-c|-e|-enc|-command|\/c)\b/iu,
  /\b(?:docker|podman)\s+(?:run|exec|pull)\s+\S/iu,
  /\b(?:kubectl|terraform|git)\s+(?:apply|delete|exec|destroy|clone|push|reset|remote)\s+\S/iu,
  /\beval\s*[("$`]|\bbase64\s+(?:-d|--decode)\b|\bInvoke-(?:Expression|WebRequest)\b/u,
  /\b(?:run|execute|start|launch)\s+(?:it|this|them|the\s+\w+)?\s*(?:as|with)\s+(?:root|admin(?:istrator)?|superuser)\b/iu,
  /(?:^|\s)\$\s+[a-z][\w-]+\s+\S/u,
  /`[^`]*\$\([^`]*`|\$\([a-z]+\s/u,
];

/** @returns the first command of the text, at most 60 characters of it, or null. */
export function findCommand(text: string): string | null {
  const plain = text.normalize('NFKC');
  for (const form of forms) {
    const match = form.exec(plain);
    if (match) return match[0].trim().slice(0, 60);
  }
  return null;
}
