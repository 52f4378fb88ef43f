/** The one tokeniser: the extractive writer and the grounding checks compare the same words. */

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const wordForm = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[.'_-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*(?:\+\+|#)?/gu;
const asciiWordForm = /[a-z0-9]+(?:[.'_-][a-z0-9]+)*(?:\+\+|#)?/g;
// oxlint-disable-next-line no-control-regex -- ASCII begins with control characters
const nonAscii = /[^\x00-\x7f]/;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/**
 * Words of a text, NFKC, lower case, in order: `Node.js` and `4.2` are one word each; scripts without spaces are cut by the
 * dictionary of `Intl.Segmenter`.
 */
export function splitWords(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll('’', "'");
  // Most text is ASCII, where the short form finds the same words in a third of the time.
  const isAscii = !nonAscii.test(plain);
  const found = plain.match(isAscii ? asciiWordForm : wordForm) ?? [];
  const hasUnspaced = !isAscii && unspaced.test(plain);
  const words: string[] = [];
  for (const word of found) {
    if (hasUnspaced && unspaced.test(word)) words.push(...cutUnspaced(word));
    else words.push(word.endsWith("'s") ? word.slice(0, -2) : word);
  }
  return words;
}

function cutUnspaced(text: string): string[] {
  return [...segmenter.segment(text)].filter((part) => part.isWordLike).map((part) => part.segment);
}

/** Words that carry content: stop words and single ASCII letters are left out. */
export function contentWords(text: string): string[] {
  return splitWords(text).filter((word) => !stopWords.has(word) && !/^[a-z]$/u.test(word));
}

/** Function words of English, German, French, Spanish, Italian, Portuguese, Dutch, Japanese and Chinese. */
export const stopWords: ReadonlySet<string> = new Set(
  `a about above after again against all also am an and any are aren't as at be because been before being below between both but by can can't cannot
  could couldn't did didn't do does doesn't doing don't done down during each either else even ever every few for from further get gets got had has
  hasn't have haven't having he her here hers herself him himself his how however i i'm i've if in into is isn't it it's its itself just let like
  made make makes many may me might more most much must my myself neither no nor not now of off often on once one only onto or other our ours out
  over own per quite rather really same shall she should shouldn't since so some still such than that that's the their theirs them themselves then
  there there's these they they're this those though through thus to too under until up upon us use used uses using very via was wasn't we we're
  well were weren't what when where whether which while who whom whose why will with within without won't would wouldn't yet you you're your yours
  aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist da dabei dadurch dafür damit dann das dass dem
  den denn der des deshalb dessen die dies diese diesem diesen dieser dieses doch dort durch ein eine einem einen einer eines er es etwa etwas für
  gegen hat hatte hatten haben habe hier ich ihm ihn ihr ihre ihrem ihren ihrer im in indem ins ist ja jede jedem jeden jeder jedes jedoch kann kein
  keine keinen können könnte mal man mehr mehrere mein mit muss müssen nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem
  seinen seiner seit sich sie sind so sogar sollte sondern sowie über um und uns unter viel viele vom von vor war waren was weil welche wenn werden
  wie wieder wir wird wo wurde wurden während zu zum zur zwar zwischen
  ainsi alors après au aucun aussi autre autres aux avant avec avoir c'est car ce cela celle celui ces cet cette ceux chaque comme d'un d'une dans de
  depuis des deux donc dont du elle elles en encore entre est et était été être fait font il ils je l'on la le les leur leurs lors lui mais même
  mêmes moins n'est ne nos notre nous on ont ou où par parce pas peu peut peuvent plus plusieurs pour pourquoi qu'il qu'elle quand que quel quelle
  quelques qui s'il sa sans se selon ses si son sont sous sur tous tout toute toutes très tu un une vers vos votre vous
  al algo algunos ante antes así aunque cada como con contra cual cuando de del desde donde dos durante el ella ellas ello ellos entre era eran es esa
  ese eso esta está están estas este esto estos fue fueron ha había han hasta hay la las le les lo los más me mi mientras muy no nos o otra otras
  otro otros para pero poco por porque puede pueden pues que quien se sea ser si sido sin sobre solo son su sus también tan tanto te tiene tienen
  todo todos tras un una unas uno unos y ya
  agli ai alla alle anche che chi ci come con cui da dagli dai dal dalla dei del della delle dello di dopo dove e ed era fra gli ha hanno il in io la
  le loro lo ma nel nella nelle nei non nostro o ogni perché per però più può quale quando quella quelle quello questa queste questi questo se senza
  si sia sono su sua suo sul sulla tra tutti tutto un una uno
  ao aos às até com da das depois do dos e ela elas ele eles em entre era essa esse esta este eu foi foram há isso isto já mais mas mesmo muito na
  nas não nem no nos num numa o os ou para pela pelas pelo pelos por quando que quem são se sem ser seu seus sua suas também te tem têm um uma você
  aan al als bij daar dan dat de den deze die dit doen door dus een en er ge geen haar had heb hebben heeft het hem hier hij hoe hun ik in is ja je
  kan kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of om omdat onder ons ook op over te tegen toch toen tot u uit van veel
  voor want waren was wat werd wezen wie wij wil worden wordt zal ze zei zelf zich zij zijn zo zonder zou
  の に は を た が で て と し れ さ ある いる も する から な こと として い や など なっ ない この ため その あっ よう また もの という あり まで られ なる へ か
  だ これ によって により おり より による ず なり られる において ば なかっ なく しかし について せ だっ その後 できる それ ます です まし ませ でし
  的 了 和 是 在 就 都 而 及 與 与 着 或 一个 一個 没有 沒有 我们 我們 你们 你們 他们 他們 是否 也 这 這 那 之 不 有 为 為 以 于 於 上 下 中 到 对 對 把 被 让 讓 从
  從 但 并 並 等 很 会 會 可以 它 其 这个 這個 该 該`
    .trim()
    .split(/\s+/u),
);
