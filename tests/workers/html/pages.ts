/** Pages of our own making, as sites build them. Nothing in them is anybody's text. */

/** A news page of today: titles, lead picture and share bar outside of the text, an insert, a table, comments. */
export const harbour = `<!doctype html>
<html lang="en-GB" dir="ltr">
<head>
<meta charset="utf-8">
<title>Ferry returns to Mole after four dark weeks | The Quay Post</title>
<link rel="canonical" href="https://quaypost.example/harbour/ferry-returns">
<meta property="og:title" content="Ferry returns to Mole after four dark weeks">
<meta property="og:site_name" content="The Quay Post">
<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [
  {"@type": "WebSite", "name": "The Quay Post", "@id": "#site"},
  {"@type": "Person", "@id": "#moor", "name": "Ada Moor"},
  {"@type": ["NewsArticle", "ReportageNewsArticle"], "headline": "Ferry returns to Mole after four dark weeks",
   "datePublished": "2024-02-11T06:30:00+0100", "author": [{"@id": "#moor"}, {"@type": "Person", "name": "Sam Pike"}]}
]}
</script>
<style>.share { color: red }</style>
<script>window.furniture = "tracking code";</script>
</head>
<body class="front">
<a class="skip-link" href="#main">Skip to content</a>
<header class="site-header"><a href="/">The Quay Post</a>
<nav><ul><li><a href="/harbour">Harbour desk</a></li><li><a href="/town">Town hall news</a></li></ul></nav></header>
<div class="cookie-banner"><p>We use cookies to measure how you read us. Do you agree?</p><button>Agree to all</button></div>
<main id="main">
<article class="story">
<header>
<p class="kicker">Harbour</p>
<h1>Ferry returns to Mole after four dark weeks</h1>
<p class="byline">By <a rel="author" href="/ada">Ada Moor</a> and Sam Pike</p>
<div class="share-tools"><a href="https://social.example/share">Share on Social</a> <a href="mailto:?subject=x">Email this story</a></div>
</header>
<figure class="lead">
<picture><source srcset="/img/ferry-800.webp 800w, /img/ferry-1600.webp 1600w" type="image/webp">
<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP" data-src="/img/ferry.jpg" alt="The ferry at the quay in the snow" width="1600" height="900"></picture>
<figcaption>The ferry came in at seven, with her lights on. <span class="credit">Photo: Sam Pike / Quay Post</span></figcaption>
</figure>
<div class="story-body">
<p>The first ferry in four weeks tied up at the pier of Mole this morning, and half of the island stood in the snow to see it, with flags, with thermos flasks, and with a brass band that had lost two of its trumpets to the flu.</p>
<p>It carried letters, flour and eleven passengers, among them a midwife who had been <a href="/town/stranded">stranded on the mainland</a> since the middle of January, and who was carried down the gangway on the shoulders of two grateful fathers.</p>
<div class="ad-slot" id="ad-1">Advertisement <a href="https://ads.example/">Buy a boat, buy two boats</a></div>
<h2>What was on board</h2>
<ul>
<li>Four sacks of <em>flour</em></li>
<li>Two hundred and ten letters, the oldest from <strong>12 January</strong></li>
<li>A piano, for which nobody has asked so far</li>
</ul>
<p>The timetable, said the harbour master, will be back to normal by the weekend, weather permitting, and the fares stay as they were before the winter:</p>
<table>
<caption>Fares from Sunday</caption>
<thead><tr><th>Passage</th><th>Adults</th><th>Children</th></tr></thead>
<tbody><tr><td>Mole to Quay</td><td>4.20</td><td>2.10</td></tr><tr><td>Quay to Mole</td><td>4.20</td><td>free</td></tr></tbody>
</table>
<blockquote><p>We did not count the days. We counted the candles.</p><p>And then we had none.</p><cite>Ilse Grau, who keeps the shop on Mole</cite></blockquote>
<aside class="related-articles"><h3>Related stories</h3><ul><li><a href="/a">Ten winters on Mole, ranked</a></li><li><a href="/b">Why the pier is crooked</a></li></ul></aside>
<p>Whether the ferry will sail tomorrow is another question, which the crew will answer when they have seen the ice at the mouth of the harbour, at five in the morning, from the bridge, with the first light of the day.</p>
<section class="newsletter-signup"><h3>The tide table, by mail</h3><p>Get our weekly letter with the tides.</p><form action="/subscribe"><input type="email" name="mail"><button>Sign me up</button></form></section>
<figure><iframe src="https://www.youtube.com/embed/abc123" title="The band plays at the pier"></iframe><figcaption>The band, without its trumpets.</figcaption></figure>
<p>“It is only a boat,” said the captain, and went below to sleep, for the first time, he added, since the day before yesterday.</p>
</div>
<footer><ul class="tags"><li><a href="/t/ferry">Ferry news</a></li><li><a href="/t/mole">Mole island</a></li></ul></footer>
</article>
<section class="related"><h2>More from the harbour</h2><ul><li><a href="/c">Gulls learn to read</a></li><li><a href="/d">The lighthouse is for sale</a></li></ul></section>
<section id="comments"><h2>3 comments</h2><div class="comment"><p>I was there too, it was colder than they say, and the band played all of the wrong notes in the right order, which I liked.</p></div></section>
</main>
<footer class="site-footer"><p>Copyright The Quay Post, 1 Pier Street. All rights reserved, also the crooked ones.</p></footer>
</body>
</html>
`;

/** Less text than Readability asks for, with a kicker inside of the headline. */
export const short = `<!DOCTYPE html>
<html lang="de"><head><title>Brücke gesperrt – Hafenblatt</title><meta name="author" content="Jo Ahrens"></head>
<body>
<nav><a href="/">Startseite</a> <a href="/lokales">Lokales</a></nav>
<div class="teaser-list"><a href="/x">Wetter: Es bleibt kalt</a></div>
<article>
<h1><span class="dachzeile">Verkehr</span> <span>Brücke gesperrt</span></h1>
<p>Die Drehbrücke bleibt bis Montag zu.</p>
<ol><li>Fußgänger nehmen die Fähre.</li><li>Autos fahren über Norden.</li></ol>
<table><tr><td>Fähre</td><td>alle 20 Minuten</td></tr><tr><td>Bus</td><td>stündlich</td></tr></table>
<div class="share"><a href="#">Teilen</a></div>
</article>
<aside class="newsletter"><p>Täglich das Wichtigste: unser Newsletter.</p></aside>
<footer>Impressum</footer>
</body></html>
`;

/** A page of the old web: laid out with a table, paragraphs parted by line breaks, little closed. */
export const plain = `<html>
<head><title>Notes from the lock keeper</title></head>
<body bgcolor="#ffffff">
<table width="100%"><tr><td width="160"><a href="a.html">Home</a><br><a href="b.html">Archive</a><br><a href="c.html">Guestbook</a></td>
<td>
<font size="5"><b>Notes from the lock keeper</b></font><br><br>
The upper gate sticks again. It has stuck every spring since the flood, and every spring somebody has a theory, from rust to the phases of the moon, and this year the theory is otters.<br><br>
I have seen no otters. I have seen <a href="barge.html">a barge with a garden on it</a>, two kings in a canoe, who said that they were kings, and on Tuesday, before dawn, a swimming deer that looked at me as if I were the one who should explain himself.
<p>The lower gate is fine, and so am I, and the kettle, which has been mended twice, is fine too, thank you for asking, and the cat has had her kittens in the chart drawer.
<hr>
<font size="1">Best viewed with any browser</font>
</td></tr></table>
</body></html>
`;

/** A page of boxes without meaning: no element and no class says what is what. */
export const soup = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Otters take over the upper lock, keeper says - Canal Times</title>
<meta property="og:site_name" content="Canal Times"><meta property="og:title" content="Otters take over the upper lock, keeper says"><meta property="article:published_time" content="2024-04-02T08:00:00Z"><meta name="author" content="Lou Barge"></head>
<body><div id="root"><div class="css-1abc"><div class="css-hdr"><a href="/">Canal Times</a><div class="css-2"><a href="/news">News</a><a href="/boats">Boats</a><a href="/fish">Fish</a></div><div class="css-x"><a href="/login">Log in</a> <a href="/sub">Subscribe for 1 a week</a></div></div>
<div class="css-3"><div class="css-4"><span class="css-lbl">Wildlife</span><h1 class="css-h">Otters take over the upper lock, keeper says</h1><p class="css-sub">A family of five has moved into the engine house, and nobody dares to open the gates.</p>
<div class="css-by"><span>By <a href="/lou">Lou Barge</a></span><time datetime="2024-04-02T08:00:00Z">2 April 2024</time><div><a href="#">Share</a><a href="#">Save</a></div></div></div>
<div class="css-fig"><img src="https://img.example/otter.jpg" alt="An otter on a lock gate" width="900" height="600"><div class="css-cap">An otter inspects the machinery. Photograph: Lou Barge/Canal Times</div></div>
<div class="css-body"><div class="css-p"><p>The upper lock of the old canal has been closed since Friday, when its keeper found a family of five otters asleep in the engine house, on a heap of tarpaulins, beside a half-eaten eel and his own lunch box.</p></div>
<div class="css-p"><p>“They looked at me, and I looked at them, and then I went to have a cup of tea,” said the keeper, who has worked at the lock for thirty years, and who has never, he says, been looked at in that way before.</p></div>
<div class="css-ad"><span>Advertisement</span></div>
<div class="css-p"><p>Boats have been sent round by the river, which takes them, depending on the tide, the wind and the mood of the swing bridge, between two and nine hours longer than usual.</p></div>
<div class="css-promo"><p>Sign up to The Towpath, our weekly letter on boats, fish and the people between them.</p><form><input name=e><button>Sign up</button></form></div>
<div class="css-p"><h2>What the law says</h2></div>
<div class="css-p"><p>Otters are protected, and so is the engine house, which was built in 1811 and is listed; but the timetable, as several skippers have pointed out since, is protected by nobody at all.</p></div>
<div class="css-p"><ul><li>Nobody may disturb an otter that is resting.</li><li>Nobody may alter the engine house.</li><li>Everybody may wait.</li></ul></div>
<div class="css-p"><blockquote>We will wait until they get bored, which may take years.</blockquote></div>
<div class="css-p"><p>The council will meet on Thursday, with a biologist, two lawyers and a plumber, to decide what can be done before the summer, when more than four hundred boats are expected at the lock.</p></div></div>
<div class="css-tags"><a href="/t/o">otters</a><a href="/t/l">locks</a><a href="/t/c">canals</a></div>
<div class="css-bio"><img src="https://img.example/lou.jpg" width="60" height="60" alt="Lou Barge"><p>Lou Barge writes about water.</p></div></div>
<div class="css-rel"><h3>More stories</h3><div><a href="/a"><img src="https://img.example/a.jpg" alt=""><h4>Swan fined for speeding</h4></a></div><div><a href="/b"><img src="https://img.example/b.jpg" alt=""><h4>Ten best puddles of the year</h4></a></div></div>
<div class="css-cm"><h3>Comments (2)</h3><div class="css-c1"><b>skipper9</b><p>I have been waiting for two days, and I have learnt to knit, to whistle and to like otters, in this order.</p></div><div class="css-c1"><b>eelfan</b><p>Nobody thinks of the eel.</p></div></div>
<div class="css-ftr"><a href="/terms">Terms</a><a href="/privacy">Privacy</a><p>© Canal Times. All rights reserved.</p></div></div></div></body></html>
`;
