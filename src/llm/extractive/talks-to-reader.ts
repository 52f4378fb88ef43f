const advice =
  /^(?:Choose|Book|Buy|Order|Shop|Browse|Join|Save|Enter|Meet|Explore|Watch|Find|Imagine|Suppose|Consider|Assume|Say|Take|Start|Begin|Discover|Try|Use|Click|Get|Learn|See|Check|Make|Add|Go|Visit|Download|Contact|Call|Follow|Let|Keep|Remember|Note|Don['’]t|Do not|Never|Always|Just|Simply|If you|You|Your|You['’]re|Whether you|Please|Stellen Sie|Nehmen wir|Imaginez|Supposons|Imagina)\b/u;

/** Advice, examples and what-ifs: fine inside a text, weak as a statement about its subject. */
export function talksToReader(sentence: string): boolean {
  return advice.test(sentence);
}
