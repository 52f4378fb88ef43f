/** The three pages a person sees while the app is installed. No scripts; whatever comes from outside is text. */

const style = `
:root { color-scheme: light dark; --ink: #16222b; --soft: #50616d; --paper: #fff; --ground: #eef2f4; --accent: #1f3a4d; --on: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eef2; --soft: #a5b4be; --paper: #17222a; --ground: #0e151a; --accent: #8fc1e0; --on: #0e151a; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { width: 100%; max-width: 34rem; background: var(--paper); border-radius: 14px; padding: 36px 40px; box-shadow: 0 1px 3px #0003; }
.name { margin: 0 0 20px; font-weight: 600; letter-spacing: .02em; color: var(--soft); }
h1 { margin: 0 0 12px; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
p { margin: 0 0 14px; overflow-wrap: anywhere; }
ul, ol { margin: 0 0 18px; padding-left: 1.3rem; }
li { margin-bottom: 6px; }
code { padding: 1px 6px; border-radius: 5px; background: var(--ground); font-size: .92em; overflow-wrap: anywhere; }
.button { display: inline-block; margin-top: 6px; padding: 11px 22px; border-radius: 8px; background: var(--accent); color: var(--on);
  font-weight: 600; text-decoration: none; }
.button:focus-visible { outline: 3px solid var(--soft); outline-offset: 2px; }
.small { margin: 18px 0 0; color: var(--soft); font-size: .88rem; }
`;

export interface Page {
  status: number;
  html: string;
}

/** Sent with every page: nothing is loaded, nothing frames it, and the address with its code goes nowhere. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** @param authorizeUrl Slack's page, on which the person allows it */
export function installPage(authorizeUrl: string): string {
  return page(
    'Add Gloss to your workspace',
    `<p>Gloss reads the links that people post where it is a member, and answers in their thread with a summary that can be traced to the page.</p>
<ul>
<li>It is in no channel until somebody invites it.</li>
<li>It needs the right to read messages there, for the links in them, and to answer.</li>
<li>Removing the app in Slack deletes its token at once.</li>
</ul>
<a class="button" href="${escapeHtml(authorizeUrl)}">Add to Slack</a>
<p class="small">Slack asks you next what you allow. Your workspace may want an admin to do it. The button works for ten minutes.</p>`,
  );
}

export function installedPage(installed: { teamId: string; teamName: string | null; command: string }): Page {
  const name = installed.teamName ?? 'your workspace';
  const url = `https://app.slack.com/client/${encodeURIComponent(installed.teamId)}`;
  return {
    status: 200,
    html: page(
      `Gloss is in ${name}`,
      `<p>Next, in Slack:</p>
<ol>
<li>Open a channel and type <code>/invite @gloss</code>.</li>
<li>Post a link there. The summary comes in its thread.</li>
<li>Type <code>${escapeHtml(installed.command)}</code> to see everything it can do.</li>
</ol>
<a class="button" href="${escapeHtml(url)}">Open Slack</a>`,
    ),
  };
}

/** @param installPath where it can be begun again; null where that is of no use */
export function failurePage(
  status: number,
  problem: { message: string; hint: string; id: string },
  installPath: string | null,
): Page {
  const again = installPath === null ? '' : `<a class="button" href="${escapeHtml(installPath)}">Begin again</a>\n`;
  return {
    status,
    html: page(
      'Gloss was not installed',
      `<p>${escapeHtml(problem.message)}</p>
<p>${escapeHtml(problem.hint)}</p>
${again}<p class="small">If it stays so, tell the people who run Gloss this id: <code>${escapeHtml(problem.id)}</code></p>`,
    ),
  };
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="name">Gloss</p>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
