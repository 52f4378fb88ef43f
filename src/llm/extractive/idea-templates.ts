/**
 * Words round a quoted statement, by language. They claim nothing but that page and theme share the word, and begin with function words, so
 * that no check takes one for a name.
 */
export interface IdeaTemplates {
  /** The page uses a word of the theme. */
  shared: readonly ((word: string, statement: string) => string)[];
  /** The page touches what the theme wants to get rid of, or to reach; both in the words of the settings, so in English only. */
  pain?: (pain: string, statement: string) => string;
  goal?: (goal: string, statement: string) => string;
  /** Another technology is named. */
  named: (statement: string) => string;
}

const english: IdeaTemplates = {
  shared: [
    (word, statement) => `Compare our own way with what the page says on “${word}”: ${statement}`,
    (word, statement) => `For our own work on “${word}”, weigh this: ${statement}`,
    (word, statement) => `On “${word}”, this may be worth a look: ${statement}`,
  ],
  pain: (pain, statement) => `This could help against “${pain}”: ${statement}`,
  goal: (goal, statement) => `This could help with “${goal}”: ${statement}`,
  named: (statement) => `The page names it here: ${statement}`,
};

const templates: Readonly<Record<string, IdeaTemplates>> = {
  en: english,
  de: {
    shared: [
      (word, statement) =>
        `Die Seite spricht von „${word}“; dazu lässt sich unser eigenes Vorgehen prüfen: ${statement}`,
      (word, statement) => `Für unsere Arbeit an „${word}“ ist diese Aussage zu bedenken: ${statement}`,
      (word, statement) => `Zu „${word}“ lohnt vielleicht ein Blick hierauf: ${statement}`,
    ],
    named: (statement) => `Die Seite nennt es hier: ${statement}`,
  },
  fr: {
    shared: [
      (word, statement) => `La page parle de « ${word} » ; à comparer avec notre propre pratique : ${statement}`,
      (word, statement) => `Pour notre travail sur « ${word} », cette affirmation est à peser : ${statement}`,
      (word, statement) => `Sur « ${word} », ceci mérite peut-être un regard : ${statement}`,
    ],
    named: (statement) => `La page le nomme ici : ${statement}`,
  },
  es: {
    shared: [
      (word, statement) => `La página habla de «${word}»; se puede comparar con nuestra propia práctica: ${statement}`,
      (word, statement) => `Para nuestro trabajo en «${word}», conviene sopesar esta afirmación: ${statement}`,
      (word, statement) => `Sobre «${word}», esto quizá merece una mirada: ${statement}`,
    ],
    named: (statement) => `La página lo nombra aquí: ${statement}`,
  },
  it: {
    shared: [
      (word, statement) =>
        `La pagina parla di «${word}»; si può confrontare con il nostro modo di lavorare: ${statement}`,
      (word, statement) => `Per il nostro lavoro su «${word}», questa affermazione va valutata: ${statement}`,
    ],
    named: (statement) => `La pagina lo nomina qui: ${statement}`,
  },
  pt: {
    shared: [
      (word, statement) => `A página fala de «${word}»; pode ser comparado com a nossa prática: ${statement}`,
      (word, statement) => `Para o nosso trabalho em «${word}», vale pesar esta afirmação: ${statement}`,
    ],
    named: (statement) => `A página cita-o aqui: ${statement}`,
  },
  nl: {
    shared: [
      (word, statement) => `De pagina gaat over “${word}”; vergelijk onze eigen werkwijze hiermee: ${statement}`,
      (word, statement) => `Voor ons werk aan “${word}” is deze uitspraak te wegen: ${statement}`,
    ],
    named: (statement) => `De pagina noemt het hier: ${statement}`,
  },
  ja: {
    shared: [
      (word, statement) => `このページは「${word}」に触れており、私たちのやり方と比べられます：${statement}`,
      (word, statement) => `「${word}」に関する私たちの作業では、次の記述を検討できます：${statement}`,
    ],
    named: (statement) => `ページでは次のように挙げられています：${statement}`,
  },
  zh: {
    shared: [
      (word, statement) => `本页提到“${word}”，可以与我们自己的做法对照：${statement}`,
      (word, statement) => `在我们与“${word}”有关的工作中，可以考虑这一说法：${statement}`,
    ],
    named: (statement) => `本页在这里提到它：${statement}`,
  },
};

/** Templates of the page's language, English where it is none of the known ones. */
export function ideaTemplatesFor(language: string): IdeaTemplates {
  return templates[language.slice(0, 2).toLowerCase()] ?? english;
}
