import { AppError } from '../../core/errors.ts';
import { countWords } from '../evidence/count-words.ts';
import { pageEmpty } from '../evidence/build-evidence.ts';

/** What a page gives away about being a wall. */
export interface WallSigns {
  title: string | null;
  mainText: string;
  /** Words of the main text. */
  wordCount: number;
  /** All visible text, main or not. */
  visibleText: string;
  html: string;
  hasPasswordField: boolean;
  /** Asked for and arrived at. */
  url: string;
  finalUrl: string;
}

const challengeTitle =
  /^(?:just a moment|attention required|access denied|access to this page has been denied|please wait|one moment,? please|are you (?:a )?(?:robot|human)|robot or human|verify(?:ing)? (?:that )?you(?:'re| are)? (?:a )?human|human verification|checking your browser|security (?:check|checkpoint|verification)|ddos-guard|pardon our interruption|bot (?:check|verification)|captcha|vercel security checkpoint|unusual traffic|request blocked|you have been blocked|un instant|einen moment|sicherheitsüberprüfung)/i;
const challengeMark =
  /cf-chl-|_cf_chl_opt|\/cdn-cgi\/challenge-platform|challenges\.cloudflare\.com|captcha-delivery\.com|geo\.captcha|px-captcha|perimeterx|awswaf|aws-waf-token|_incapsula_resource|g-recaptcha|h-captcha|arkoselabs|datadome/i;
const consentTitle =
  /^(?:before you continue|we value your privacy|your privacy(?: choices)?|privacy settings|cookie (?:consent|settings|preferences|notice)|consent|bevor sie (?:zu|fort)|datenschutz-?einstellungen|avant d.accéder|antes de continuar|prima di continuare)/i;
const loginTitle =
  /^(?:sign|log)[ -]?(?:in|on)\b|\b(?:sign|log)[ -]?in (?:to|required|page)\b|[|–—-] (?:sign|log)[ -]?(?:in|on)$|^login\b|^(?:authentication|authorization) required|^anmelden\b|^anmeldung\b|^connexion\b|^se connecter|^iniciar sesi|^accedi\b|^inloggen\b|^entrar\b/i;
const loginPath = /\/(?:login|log-in|signin|sign-in|sso|oauth2?|saml|auth|session\/new|accounts?\/login)(?:[/.?]|$)/i;
const loginWords = /\b(?:sign|log)[ -]?(?:in|on)\b|\banmelden\b|\bse connecter\b|\biniciar sesi|\binloggen\b/i;
const consentWords =
  /\baccept (?:all|cookies)|\ballow all cookies|\balle akzeptieren|\btout accepter|\baceptar todo|\baccetta tutt/i;
/** A consent form speaks as "we" and asks for a choice; a text about such forms seldom does both in so few words. */
const consentNotice =
  /\b(?:we and our (?:\d+ )?(?:partners|vendors)|we use cookies|our (?:\d+ )?(?:advertising |trusted )?partners)\b/i;
const consentChoice =
  /\b(?:consent|agree|accept|reject|decline|manage|more) (?:to|all|and|options|choices|preferences|settings|cookies)\b|\bclick to consent\b/i;
const accessWords =
  /\b(?:need to|must|have to|please) (?:be )?(?:sign|log)(?:ed|ged)?[ -]?(?:in|on) (?:to|before)\b|\brequest access\b|\byou (?:do not|don.t) have (?:permission|access)\b|\bsie müssen (?:sich anmelden|angemeldet sein)/i;
const goneTitle =
  /^(?:error )?404\b|\b404 (?:error|not found)\b|\bpage (?:was |is |could )?not (?:be )?found\b|\bpage (?:does not|doesn.t|no longer) exists?\b|^not found$|^seite nicht gefunden|^page introuvable|^página no encontrada/im;
const troubleTitle =
  /^(?:error$|(?:an? )?(?:unexpected |internal |server )*error (?:has )?occurred|something went wrong|oops\b|(?:50\d|503?) |internal server error|bad gateway|service (?:temporarily )?unavailable|(?:site |page |down |scheduled )*(?:under |for )?maintenance$)/im;
const subscriberWords =
  /\b(?:subscribe|sign up|register|become a member)\b[^.]{0,40}\b(?:to (?:continue|keep) reading|to read (?:the|this)|for full access|to unlock)|\bto continue reading\b|\balready a subscriber\b|\bweiterlesen mit\b/i;
const scriptWords =
  /\b(?:enable|turn on|activate|requires?|need)\b[^.]{0,40}\bjavascript\b|\bjavascript (?:is|must be|has been) (?:required|disabled|enabled)/i;

const smallDocument = 100_000;

/**
 * Throws where a page that came with status 200 is none: a login, a consent form, a robot check, a note that it is gone, an empty shell. Titles count only where
 * there is little text, marks in the source only in small documents, so that articles about such things pass.
 * @throws AppError `page_wall` or `page_empty`
 */
export function throwIfWall(signs: WallSigns): void {
  const { wordCount, visibleText, html } = signs;
  const title = signs.title?.trim() ?? '';
  const isSmall = html.length < smallDocument;
  if (wordCount < 200 && challengeTitle.test(title)) throw wall('a check that the visitor is no robot');
  if (wordCount < 60 && isSmall && challengeMark.test(html)) throw wall('a check that the visitor is no robot');
  if (isConsent(signs, title)) throw wall('a cookie or privacy question');
  if (isLogin(signs, title)) throw wall('a login page');
  const opening = `${title}\n${visibleText.slice(0, 300)}`;
  if (wordCount < 80 && goneTitle.test(opening)) throw wall('a note that there is no such page');
  if (wordCount < 60 && troubleTitle.test(opening)) throw wall('a notice of trouble');
  if (wordCount < 120 && subscriberWords.test(visibleText)) throw wall('a notice for subscribers');
  if (wordCount < 30 && (scriptWords.test(visibleText) || (isSmall && scriptWords.test(noscriptOf(html))))) {
    throw pageEmpty('It shows its text only with scripts, which Gloss does not run.');
  }
  if (wordCount < 15) throw pageEmpty();
}

function isConsent({ wordCount, mainText, visibleText, finalUrl, url }: WallSigns, title: string): boolean {
  const host = URL.parse(finalUrl)?.hostname ?? '';
  if (finalUrl !== url && /^(?:consent|privacy)\./.test(host)) return true;
  // A banner beside a short text is no wall, so only the main text counts.
  if (wordCount < 150 && consentNotice.test(mainText) && consentChoice.test(mainText)) return true;
  return (
    (wordCount < 300 && consentTitle.test(title)) ||
    (wordCount < 40 && consentWords.test(wordCount < 15 ? visibleText : mainText))
  );
}

function isLogin(signs: WallSigns, title: string): boolean {
  const { wordCount, hasPasswordField, mainText, visibleText, html, finalUrl, url } = signs;
  const wasSentAway = URL.parse(finalUrl)?.pathname !== URL.parse(url)?.pathname;
  if (wordCount < 250 && wasSentAway && loginPath.test(finalUrl)) return true;
  if (wordCount < 150 && loginTitle.test(title)) return true;
  if (wordCount < 50 && accessWords.test(mainText)) return true;
  // Forums have a login form beside their posts; a wall has little else.
  if (countWords(visibleText) > 250) return false;
  const asksForLogin = loginWords.test(`${title} ${visibleText}`);
  const asksInText = loginWords.test(`${title} ${mainText}`);
  if (hasPasswordField && (wordCount < 40 || (wordCount < 150 && asksInText))) return true;
  return wordCount < 40 && /<form\b/i.test(html) && /<input\b/i.test(html) && asksForLogin;
}

function noscriptOf(html: string): string {
  return /<noscript\b[^>]*>([\s\S]{0,2000}?)<\/noscript>/i.exec(html)?.[1] ?? '';
}

function wall(what: string): AppError {
  return new AppError({
    code: 'page_wall',
    message: `The site shows ${what} in place of the page, so there is nothing to summarize.`,
    hint: 'Paste the text into the thread, or share a link that is open to everyone.',
  });
}
