/** Finds everything in a text that is, or that Slack or a reader would turn into, a link. */

export interface OwnPage {
  /** Addresses of the shared page: as posted, after redirects, canonical. Only these may stand in a reply. */
  urls: readonly string[];
  /** Visible page text: a dotted name that stands there and ends in no top-level domain is code, not a host. */
  text: string;
}

/**
 * Endings that make a dotted name a host: country codes, the generic ones in use, and the reserved ones. What is not listed is a host all the
 * same unless the page itself writes it.
 */
const topLevel = new Set(
  `ac ad ae af ag ai al am ao ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv
  cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie
  il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms
  mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk
  sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
  academy accountant agency app art associates bank bar bet bid biz blog build builders business buzz cafe cam capital care careers cash casino chat
  church city click clinic cloud club codes coffee college com community company computer consulting contact cool coupons credit cyou date dating
  delivery dentist design dev digital direct directory discount download earth education email energy engineering enterprises equipment events
  exchange expert express faith family fans farm finance financial fit foundation fun fund fyi gallery game games gift gifts global gold gov graphics
  gratis green group guide guru health help homes host hosting house how icu inc info ink institute insure int international investments jobs kim
  land law lawyer legal life limited link live loan loans lol love ltd luxe market marketing markets mba media men mil mobi moe money monster mov
  museum name net network news ninja nyc observer one online onion org page party pay photo photography photos pics pink pizza place plus porn press
  pro productions promo properties pub quest racing recipes red ren rent repair report rest review reviews rip rocks run sale sbs school science
  security services sex shop show singles site skin social software solutions space store stream studio style sucks support surf systems tax team
  tech technology tips tools top tours town toys trade trading training travel university vacations ventures vet video vip vision vote wales wang
  watch webcam website wiki win wine work works world wtf xxx xyz yoga zip zone example test invalid localhost local internal home corp lan arpa`.split(
    /\s+/u,
  ),
);

/** Names with a dot that are companies or projects, not addresses, when the page writes them. */
const dottedNames = new Set(
  'asp.net booking.com amazon.com socket.io crates.io docs.rs fly.io draw.io monday.com cal.com character.ai x.ai notion.so salesforce.com'.split(
    ' ',
  ),
);
const sourceFile = /^[\p{L}\p{N}_-]+\.(?:md|rs|py|pl|cc|so)$/iu;

const schemeForm =
  /(?:[\p{L}][\p{L}\p{N}+.-]{0,20}:\/{1,3}|hxxps?:|(?:mailto|tel|javascript|data|slack|file|vbscript|sms):(?=[^\s:]))\S*/giu;
const hostForm = /[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?)+/gu;
const hiddenDot =
  /[\p{L}\p{N}]\s?(?:\[\.\]|\(\.\)|\{\.\}|[[({]\s?(?:dot|punkt|point)\s?[\])}]|\sdot\s(?=(?:com|net|org|io|example|dev|app)\b))\s?[\p{L}]/giu;
const reversed = /\/\/:s?ptth/iu;

/** @returns every link of the text that is not the shared page itself, in order, as it stands. */
export function findForeignLinks(text: string, page: OwnPage): string[] {
  // Ideographic and half-width full stops are dots to a browser's address bar.
  const plain = text.normalize('NFKC').replace(/(?<=[a-z0-9])[。｡](?=[a-z0-9])/giu, '.');
  const own = ownAddresses(page);
  const found: string[] = [];
  let rest = plain;
  for (const { 0: raw } of plain.matchAll(schemeForm)) {
    const link = trimmed(raw);
    if (!own.urls.has(bareAddress(link))) found.push(link);
    rest = rest.replace(raw, ' ');
  }
  for (const { 0: raw, index } of rest.matchAll(hostForm)) {
    const path = /^(?::\d+)?(?:[/?#][^\s<>|)\]]*)?/u.exec(rest.slice(index + raw.length))?.[0] ?? '';
    if (isForeignHost(raw, trimmed(path), page, own)) found.push(`${raw}${trimmed(path)}`);
  }
  for (const { 0: raw } of rest.matchAll(hiddenDot)) found.push(raw);
  for (const { 0: raw } of rest.matchAll(
    /\[[0-9a-f:]*:[0-9a-f:.]+\]|\blocalhost:\d+\S*|\bxn--\S+|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+\.\p{L}{2,}/giu,
  )) {
    found.push(raw);
  }
  if (reversed.test(plain)) found.push('//:ptth');
  return [...new Set(found)];
}

interface OwnAddresses {
  urls: ReadonlySet<string>;
  hosts: ReadonlySet<string>;
}

function ownAddresses(page: OwnPage): OwnAddresses {
  const parsed = page.urls.map((url) => URL.parse(url)).filter((url) => url !== null);
  return {
    urls: new Set(parsed.map((url) => bareAddress(url.href))),
    hosts: new Set(parsed.flatMap((url) => [url.hostname, url.hostname.replace(/^www\./u, '')])),
  };
}

/** Scheme, `www.`, fragment and a last slash off, so that two spellings of one page are one. */
function bareAddress(url: string): string {
  return url
    .toLowerCase()
    .replace(/^https?:\/\//u, '')
    .replace(/^www\./u, '')
    .replace(/#.*$/u, '')
    .replace(/\/$/u, '');
}

function isForeignHost(raw: string, path: string, page: OwnPage, own: OwnAddresses): boolean {
  const host = raw.toLowerCase();
  const last = host.split('.').at(-1) ?? '';
  if (/^\d+(?:\.\d+){3}$/u.test(host)) return host.split('.').every((part) => Number(part) <= 255);
  if (/^\p{N}+$/u.test(last) || /^v?\d/u.test(last)) return false;
  if (/^(?:\p{L}\.)+\p{L}$/u.test(host)) return false;
  if (path.length > 1)
    return !own.urls.has(bareAddress(`${host}${path}`)) && (topLevel.has(last) || !page.text.includes(raw));
  if (own.hosts.has(host)) return false;
  if (host.startsWith('www.')) return true;
  const onPage = page.text.includes(raw) || page.text.toLowerCase().includes(host);
  if (topLevel.has(last)) return !(onPage && (dottedNames.has(host) || sourceFile.test(raw)));
  // "Node.js", "Intl.Segmenter", "main.go": no such domain, and the page writes it
  return !onPage && /^\p{L}{2,}$/u.test(last);
}

function trimmed(link: string): string {
  return link.replace(/[.,;:!?'"”’)\]}>]+$/u, '');
}
