import type { ProjectTheme } from '../core/summary.ts';
import { splitWords } from '../core/words.ts';

/** What an idea may say without the page or a theme saying it: to try, to measure, to compare. No praise, no claims. */
const planningWords =
  `try tries trial pilot prototype evaluate evaluation assess test tests testing measure measuring measured benchmark compare
  comparing comparison replace replacing adopt adopting adoption apply applying use using reuse integrate integrating integration introduce build
  building add adding move moving migrate migrating extend explore exploring consider check checking find see look learn study watch track follow
  reduce reducing cut lower shorten speed improve improving simplify automate avoid prevent limit support help helps enable serve fit match
  team teams project projects product service services our we us ours own work workflow page word words theme nearest statement touches weigh matters worth look against names draft drafts existing current new next first small larger
  step steps week month sprint run running start begin plan idea ideas approach method technique pattern example way case cases
  could might worth whether instead alongside similar same different way ways part parts side internal setup time times cost costs draft model without
  seite spricht lässt vorgehen arbeit aussage bedenken zählt blick hierauf wort nächsten themas kommt nennt steht versuchen prüfen testen messen vergleichen einsetzen ersetzen nutzen projekt team idee ansatz könnte lohnt
  page parle pratique travail affirmation peser compte mérite regard mot proche nomme essayer tester mesurer comparer remplacer utiliser projet équipe idée approche pourrait
  página habla práctica trabajo conviene sopesar afirmación importa merece mirada palabra cercana nombra probar medir
  pagina parla modo lavorare lavoro affermazione valutata parola vicina nomina fala comparado prática trabalho vale pesar próxima cita
  pagina gaat vergelijk werkwijze hiermee werk uitspraak wegen woord staat komt dichtst buurt noemt
  ページ 触れ 私 たち やり方 比べ 関する 作業 次 記述 検討 でき テーマ 言葉 近い もの よう 挙げ 本页 提到 自己 做法 对照 有关 工作 考虑 说法 这里 主题 词 最 接近 我们 这一 说法 comparar reemplazar usar proyecto equipo idea enfoque podría`
    .trim()
    .split(/\s+/u);

/** Every word by which a theme speaks of itself. */
export function themeWords(theme: ProjectTheme): string[] {
  return [theme.name, ...theme.pains, ...theme.stack, ...theme.successCriteria, ...theme.keywords].flatMap(splitWords);
}

/** Words of an idea that need no source: planning words and the theme's own vocabulary. */
export function ideaFreeWords(theme: ProjectTheme | undefined): ReadonlySet<string> {
  return new Set([...planningWords, ...(theme ? themeWords(theme) : [])]);
}
