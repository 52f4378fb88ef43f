/** Abbreviations whose stop ends no sentence, lower case without the last stop; English, German, French, Spanish, Italian, Portuguese, Dutch. */

function list(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/u));
}

/** Something always follows: titles, "e.g.", "vs.", "vgl.". */
export const abbreviationsBeforeName = list(`
  dr drs mr mrs ms mx prof gen sen rep gov capt lt col sgt maj cmdr adm rev hon mt ft messrs esp
  e.g eg i.e ie vs cf viz resp incl excl ca approx
  z.b d.h vgl bzw bspw sog inkl exkl ggf evtl dipl ing hr fr mag
  mme mlle mm p.ex sra srta dra dña sig dott avv ing prof.ssa d.w.z bijv m.b.t t.o.v
`);

/** An abbreviation before a number or a lettered part, an ordinary word or the end otherwise: "No. 5" but "No. It is not." */
export const abbreviationsBeforeNumber = list(`
  no nos nr nrs fig figs eq eqs sec secs ch chap vol vols pp pg ref refs tab art abs bd ver app para
  jan feb mar apr jun jul aug sep sept oct okt nov dec dez est min max bzgl kap abb pág pag núm num cap
`);

/** Stands at the end as often as not; a bracket or a number goes on. */
export const abbreviationsThatMayEnd = list(`
  etc al usw ecc dept univ ave blvd rd mio mrd st str
`);

/** Words that open a sentence, so that the stop before them was one: "plan B. The". */
export const sentenceOpeners = list(`
  the this that these those it its it's he she they we you i in on at a an and but or so if when while as for from to with after before by
  however although there here what who why how our their his her not no yes one most many some all each every both such then thus also
  meanwhile instead still only even once since until unlike despite during over under about let now today yet
  der die das den dem ein eine einen es er sie wir ich ihr im am an auf mit für von zu bei nach und aber oder wenn als auch dies diese dieser
  dieses man nun dann doch seit
  le la les un une il elle nous vous ils elles ce cette ces dans en et mais ou sur pour par avec
  el los las una y pero con por para se su lo gli i un' che nel nella per
  o os as um uma no na em e mas com de het een zij wij in op met
`);
