/** Small pages of the kinds people post, with the text that is and is not their content. */
export interface SamplePage {
  name: string;
  url: string;
  html: string;
  wanted: string[];
  unwanted: string[];
}

const lines = (texts: readonly string[], tag = 'p'): string =>
  texts.map((text) => `<${tag}>${text}</${tag}>`).join('\n');

const bridge = [
  'The old harbour bridge will close for repairs on the first Monday of May, the city said on Thursday.',
  'Engineers found rust in four of the twelve steel hangers during an inspection in February, and two of them carry more load than planned.',
  'Buses will use the northern tunnel until October. Cyclists are asked to take the ferry, which will run every ten minutes.',
  'The work costs nine million euros, a third of which is paid by the state, according to the council.',
  '“We would rather close it for five months now than for two years later,” said the head of the road office.',
];

const menu = `<nav class="main-menu"><ul>${['Home', 'City', 'Sports', 'Weather', 'Jobs', 'Contact'].map((name) => `<li><a href="/${name.toLowerCase()}">${name}</a></li>`).join('')}</ul></nav>`;
const teasers = `<aside class="related-articles"><h3>More from the city</h3><ul>${['Ferry fares rise again', 'A new park at the old mill', 'Why the tram is late'].map((name) => `<li><a href="/a/${name.length}">${name}</a></li>`).join('')}</ul></aside>`;
const footer =
  '<footer class="site-footer"><p>© 2026 Harbour Gazette. All rights reserved.</p><a href="/imprint">Imprint</a> <a href="/privacy">Privacy policy</a></footer>';

export const article: SamplePage = {
  name: 'a news article',
  url: 'https://gazette.test/city/bridge-closes',
  html: `<!doctype html><html lang="en"><head><title>Harbour bridge closes for five months | Harbour Gazette</title>
<meta property="og:title" content="Harbour bridge closes for five months"><meta property="og:type" content="article">
<meta property="og:site_name" content="Harbour Gazette"><link rel="canonical" href="/city/bridge-closes">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Harbour bridge closes","datePublished":"2026-03-05T08:30:00+01:00","author":{"@type":"Person","name":"Mira Okafor"}}</script></head>
<body><header class="site-header"><a href="/" class="logo">Harbour Gazette</a>${menu}</header>
<main><article class="article"><h1 class="headline">Harbour bridge closes for five months</h1><p class="byline">By Mira Okafor</p><time datetime="2026-03-05">5 March 2026</time>
<div class="article-body">${lines(bridge)}<p>The plans are in the <a href="/docs/plan.pdf">building plan</a> of the council.</p></div>
<div class="newsletter-box"><p>Sign up for our newsletter and never miss a story.</p></div></article>${teasers}</main>${footer}</body></html>`,
  wanted: bridge,
  unwanted: ['All rights reserved', 'Ferry fares rise again', 'Weather'],
};

const posts = [
  [
    'anna',
    'My sourdough is flat after the second rise. The kitchen has 19 degrees and I wait for three hours. What do I do wrong?',
  ],
  [
    'bert',
    'Nineteen degrees is cold for dough. I put mine on top of the fridge, and it takes about five hours until it has doubled.',
  ],
  [
    'carla',
    'How old is your starter? Mine needed two weeks before it could lift a whole loaf, and I fed it twice a day.',
  ],
  [
    'anna',
    'It is six days old. So I will feed it for another week and try again in a warmer place. Thanks to both of you!',
  ],
] as const;

export const forum: SamplePage = {
  name: 'a forum thread',
  url: 'https://bread.test/t/flat-sourdough/311',
  html: `<!doctype html><html lang="en"><head><title>Flat sourdough - Bread Forum</title></head><body>${menu}<h1>Flat sourdough</h1><div class="thread">${posts
    .map(
      ([user, text], index) =>
        `<div class="post" id="post-${index}"><div class="post-author"><a href="/u/${user}">${user}</a></div><div class="post-body"><p>${text}</p></div><div class="post-actions"><a href="#">Like</a> <a href="#">Reply</a></div></div>`,
    )
    .join('')}</div>${footer}</body></html>`,
  wanted: posts.map(([, text]) => text),
  unwanted: ['All rights reserved', 'Imprint'],
};

export const documentation: SamplePage = {
  name: 'documentation with code',
  url: 'https://docs.test/guide/queues',
  html: `<!doctype html><html lang="en"><head><title>Queues - Tiny Worker documentation</title></head><body><div class="sidebar"><ul>${['Install', 'Queues', 'Workers', 'Retries', 'Metrics'].map((name) => `<li><a href="/guide/${name}">${name}</a></li>`).join('')}</ul></div>
<main class="content"><h1>Queues</h1><p>A queue holds the jobs that wait for a worker. It is created on first use and lives until it is drained.</p>
<h2>Adding a job</h2><p>Call <code>add</code> with a name and a payload. The payload must be plain data, because it is stored as JSON.</p>
<pre><code>const queue = openQueue('mail');
await queue.add('welcome', {
  to: 'you@example.test',
});</code></pre>
<h2>Order of work</h2><p>Jobs run in the order in which they were added, unless a priority is given. A failed job goes back to the end of the queue.</p>
<table><tr><th>Option</th><th>Default</th></tr><tr><td>attempts</td><td>3</td></tr></table></main></body></html>`,
  wanted: ["const queue = openQueue('mail');", 'A queue holds the jobs', 'Jobs run in the order'],
  unwanted: ['Metrics'],
};

const offers = ['Walnut desk', 'Birch shelf', 'Oak bench', 'Pine stool', 'Ash table', 'Maple chair'];

const listing: SamplePage = {
  name: 'a listing',
  url: 'https://wood.test/furniture',
  html: `<!doctype html><html lang="en"><head><title>Furniture from our workshop</title></head><body>${menu}<main><h1>Furniture from our workshop</h1><p>Every piece is made to order from local wood and comes with a ten year warranty.</p><ul class="product-grid">${offers
    .map(
      (name, index) =>
        `<li class="product-card"><h2><a href="/p/${index}">${name}</a></h2><p>Made of solid wood, oiled by hand, and delivered within ${index + 3} weeks.</p><span class="price">€${(index + 2) * 90}</span></li>`,
    )
    .join('')}</ul></main>${footer}</body></html>`,
  wanted: ['Every piece is made to order', 'delivered within 5 weeks'],
  unwanted: ['All rights reserved'],
};

const kanji = [
  '市は木曜日、古い港の橋を五月の最初の月曜日から修理のために閉鎖すると発表した。',
  '二月の点検で、十二本の鋼のつり材のうち四本にさびが見つかり、そのうち二本は計画より大きな荷重を支えていた。',
  '十月まで、バスは北のトンネルを通る。自転車の利用者には、十分ごとに出る渡し船を使うよう求めている。',
];

const japanese: SamplePage = {
  name: 'a Japanese article',
  url: 'https://minato.test/news/1',
  html: `<!doctype html><html lang="ja"><head><title>港の橋が閉鎖へ | 港新聞</title></head><body><nav><a href="/">ホーム</a><a href="/s">スポーツ</a></nav><article><h1>港の橋が閉鎖へ</h1>${lines(kanji)}</article><footer><a href="/p">個人情報の取り扱い</a></footer></body></html>`,
  wanted: kanji,
  unwanted: ['個人情報の取り扱い'],
};

const broken: SamplePage = {
  name: 'broken markup',
  url: 'https://old.test/page.htm',
  html: `<title>Old page</title><body bgcolor=white><![CDATA[<div><font size=2><table><tr><td><p>${bridge.join('<p>')}</b></i></div></span><li>One more line that stands at the end of the old page, without any closing tags at all`,
  wanted: bridge.slice(1),
  unwanted: [],
};

const scriptedPage: SamplePage = {
  name: 'content that is only in noscript',
  url: 'https://talk.test/t/12',
  html: `<!doctype html><html lang="en"><head><title>Bridge talk</title></head><body><div id="app"></div><noscript><div class="topic"><h1>Bridge talk</h1>${lines(bridge)}</div></noscript></body></html>`,
  wanted: bridge,
  unwanted: [],
};

export const samplePages: SamplePage[] = [article, forum, documentation, listing, japanese, broken, scriptedPage];
