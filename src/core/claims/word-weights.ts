/** How much it says when a claim has a content word that its source does not have. */
import { stemOf } from './stems.ts';

/** What a sentence may say about the page itself without the page saying it. */
export const aboutThePage: ReadonlySet<string> = new Set(
  `article page post text author authors writer paper document piece according state states stated describe describes described explain explains
  explained report reports reported note notes noted show shows shown mention mentions say says said tell tells add adds present presents give gives
  cover covers discuss discusses summary include includes including also however allow allows provide provides offer offers artikel seite text autor
  autoren beschreibt erklärt zeigt berichtet nennt sagt bietet article auteur auteurs décrit explique montre selon artículo autor autores describe
  explica muestra según 本文 文章 作者 記事 筆者 説明 紹介`.split(/\s+/u),
);

/** General words that writers swap for one another; missing, they weigh 0.4. Nothing that judges, approves, accuses or asks is among them. */
const general = new Set(
  `numerous set sets make take takes need needs require requires support supports contain contains introduce introduces plan plans work works run runs change
  changes measure measures number numbers size sizes time times error errors amount amounts level levels result results effect effects system
  systems tool tools method methods approach value values part parts kind type types way ways case cases example feature features option options
  developer developers user users people project process task tasks operation operations component components data information content mode
  order form step steps point reason reasons cause causes lead leads help helps enable enables use usage become becomes keep keeps get remain
  start starts begin begins end ends stop stops happen happens occur occurs appear appears exist exists rely relies depend depends consist include
  handle handles perform performs produce produces create creates build builds write writes read reads send sends receive receives return returns
  increase increases decrease decreases reduce reduces drop drops fall falls rise rises grow grows lower higher large larger small smaller long
  longer short shorter high low fast faster slow slower quick quickly early late later earlier previous previously former formerly current currently
  initial initially main several various different same similar common typical typically usually normally additional additionally extra total
  entire whole full complete completely single separate separately direct directly automatic automatically manual manually average approximately
  roughly nearly almost around exactly particular specific general overall instead due result compared comparison combine combines choose chose
  chosen allow replace replaces apply applies check checks verify verified look looks turn turns move moves add adds remove removes store stores
  storing save saves per each went gone done found find finds memory disk version side`
    .trim()
    .split(/\s+/u)
    .map(stemOf),
);

/** Words that judge, approve, accuse, multiply or ask something of the reader; missing, they weigh two and a half times. */
const strong = new Set(
  `approve approved certify certified endorse recommend recommended guarantee guaranteed prove proven trusted safe secure insecure dangerous
  harmless illegal legal fraud scam hack hacked breach breached leak leaked stolen steal malware virus vulnerable exploit lawsuit sue banned
  recall arrested dismissed fired bankrupt acquired expired expire urgent mandatory obligatory official best worst perfect unique
  double doubles doubled triple halve halved twice award win winner confirm password login credential account session prize click download
  install visit subscribe pay paid price refund invoice licence license bonus gift reward everyone nobody always`
    .trim()
    .split(/\s+/u)
    .map(stemOf),
);

/** 1 for an ordinary word, 0.4 for a general one, 2.5 for one that judges. */
export function weightOfMissing(word: string): number {
  const stem = stemOf(word);
  return general.has(stem) ? 0.4 : strong.has(stem) ? 2.5 : 1;
}
