/** Sentences that lean on the one before them. */

function starts(words: string): RegExp {
  return new RegExp(`^["'“„«(]?(?:${words})(?![\\p{L}\\p{N}])`, 'u');
}

const verbs =
  "is|was|are|were|isn’t|isn't|has|have|had|does|did|means|meant|makes|made|can|could|will|would|may|might|must|should|allows|allowed|also|gives|gave|shows|showed|leads|led|helps|helped|works|worked|includes|requires|happens|happened|became|becomes|all|too|not";
const german =
  'ist|war|sind|waren|hat|hatte|kann|können|bedeutet|heißt|macht|liegt|gilt|führt|zeigt|geht|gelingt|funktioniert|soll|wird|wurde';

const leaning: readonly RegExp[] = [
  starts(`It|They|He|She|Them|The (?:latter|former|same|other two)|Both|Neither|Doing so|Here`),
  starts(`(?:This|That|These|Those) (?:${verbs})`),
  // "The second is …": of a list that is elsewhere.
  starts(`The (?:first|second|third|fourth|last|other|next)(?: one| two| three)? (?:${verbs}|comes?|follows?)`),
  // "A retry budget does: …": the verb stands for one before it.
  /^(?:[\p{L}\p{N}-]+ ){1,4}(?:does|do|did|is|are|was|were|has|have|can|will)(?: not)?[:;.]/u,
  starts(
    `Er|Sie|Dies (?:${german})|Das (?:${german})|Diese (?:${german})|Es (?:hat|kann|wird|wurde|nutzt|läuft|bietet)|Dabei|Dadurch|Damit|Dafür|Dazu|Letztere[rs]?|Beide`,
  ),
  starts(`Il|Elle|Ils|Elles|Cela|Ceci|Ça|C['’](?:est|était)|Ce (?:sont|dernier)|Celui-ci|Celle-ci|Ces derniers`),
  starts(
    `Él|Ella|Ellos|Ellas|Esto|Eso|Ello|Éste|Este último|Ambos|Esso|Essa|Essi|Ciò|Questo è|Quest['’]ultimo|Ele|Ela|Eles|Elas|Isto|Isso|Hij|Zij|Ze|Dit is|Dat is`,
  ),
  /^(?:これ|それ|彼|彼女|彼ら|このため|そのため|它|他|她|他们|她们|它们|这(?:是|些|也|就|意味)|這(?:是|些|也)|那(?:是|些)|이는|그는|그녀는|이것은)/u,
];

/** "It is possible that", "Il y a", "Es gibt": the pronoun stands for nothing. */
const empty = starts(
  `It (?:is|was|takes|took|turns|seems|remains) (?:possible|important|hard|easy|clear|worth|necessary|likely|unlikely|often|best|common|well|no|about|out|estimated|expected|rare|up)|Il (?:y a|faut|existe|est (?:possible|important|difficile))|Es (?:gibt|ist (?:möglich|wichtig|schwer))`,
);

const connecting: readonly RegExp[] = [
  starts(
    `But|And|So|Or|Yet|However|Instead|Also|Therefore|Thus|Hence|Then|Moreover|Furthermore|Meanwhile|Otherwise|Similarly|Likewise|Still|Again|Additionally|Consequently|Nevertheless|For (?:example|instance)|In (?:addition|other words|fact|contrast|turn|this|that|these|those|such)|As a result|On the (?:other|one) hand|At the same time|After that|This|That|These|Those|Its|Their|His|Her|Such|Another|Other`,
  ),
  starts(
    `Aber|Und|Oder|Doch|Jedoch|Allerdings|Außerdem|Zudem|Deshalb|Daher|Also|Dann|Stattdessen|Auch|Diese[rsmn]?|Mais|Et|Ou|Donc|Cependant|Ainsi|De plus|En effet|Pero|Y|Sin embargo|Además|Por eso|Ma|E|Però|Inoltre|Mas|Além disso|Porém|Maar|En|Ook`,
  ),
  // "The graph itself costs memory.", "Search then becomes …", "The service now receives …"
  /^(?:\p{L}[\p{L}\p{N}-]* ){1,3}(?:itself|themselves|then|therefore|thus|hence|also|instead)\s/u,
  /^The (?:[\p{L}\p{N}-]+ ){1,2}now\s/u,
  // "With NORMAL, it flushes only at checkpoints."
  /^(?:With|In|By|For|At|On|Under|Without) (?:[\p{L}\p{N}-]+ ?){1,3}, (?:it|they|he|she)\s/u,
  // Before the first comma nothing in the sentence can be meant: "… replaces this with one rule", "… to keep that promise".
  /^[^,;:–—]*\s(?:this|these|those)(?![-\p{L}])(?! (?:article|guide|paper|post|page|book|report|study|release|version|tutorial|week|month|year|morning|century|summer|winter|spring|autumn)\b)/u,
  /^[^,;:–—]*\s(?:of|to|for|by|with|from|on|at|keeps?|makes?|solves?) that (?!is\b|are\b|was\b|were\b|of\b)\p{Ll}/u,
  /^(?:しかし|また|そして|さらに|つまり|この|その|但|但是|因此|然而|此外|而且|所以|同时|另外|这|這|그러나|그리고|또한|하지만)/u,
];

/**
 * 0: stands on its own. 1: connects to the sentence before but can be read alone ("However, …", "This release …").
 * 2: says nothing without it ("It also …", "This means …").
 */
export function leansOnPrevious(sentence: string): 0 | 1 | 2 {
  if (leaning.some((form) => form.test(sentence)) && !empty.test(sentence)) return 2;
  return connecting.some((form) => form.test(sentence)) ? 1 : 0;
}
