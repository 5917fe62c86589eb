/** The words by which pages name their parts: in classes and ids, in English almost everywhere. */

/** `story-shareTools` is story, share, tools. */
export function namesOf(element: Element): Set<string> {
  const said = `${element.getAttribute('class') ?? ''} ${element.getAttribute('id') ?? ''}`;
  return new Set(
    said
      .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
      .toLowerCase()
      .split(/[^\p{L}]+/u)
      .filter(Boolean),
  );
}

export function isNamed(element: Element, words: ReadonlySet<string>): boolean {
  return [...namesOf(element)].some((name) => words.has(name));
}

const wordsIn = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));

/** Parts with such a name are never the article's. */
export const ALIEN: ReadonlySet<string> = wordsIn(`
  ad ads adbox adslot adunit advert advertisement advertising adverts adsense anzeige dfp publicidad publicite pubblicita
  sponsor sponsored taboola outbrain zergnet werbung
  share shares sharing sharebar sharetools sharedaddy addthis addtoany
  newsletter newsletters subscribe subscription signup optin
  disqus livefyre breadcrumb breadcrumbs navbar pagination pager skip
  cookie cookies consent gdpr paywall
`);

/** Parts with such a name mostly are beside the article; some sites name their whole page so. */
export const BESIDE: ReadonlySet<string> = wordsIn(`
  comment comments replies respond related recirc recirculation recommended recommendations trending popular mostread
  promo promos promotion social socials nav navigation menu toolbar popup modal sidebar footer masthead
`);

export const KICKER: ReadonlySet<string> = wordsIn(`
  kicker eyebrow overline supertitle surtitre surtitle topline dachzeile spitzmarke rubrik rubric occhiello antetitulo
  strapline
`);

export const BYLINE: ReadonlySet<string> = wordsIn('byline bylines author authors auteur auteurs autor autore autoren');

export const CAPTION: ReadonlySet<string> = wordsIn(`
  caption captions figcaption legend legende bildunterschrift didascalia leyenda
`);

export const CREDIT: ReadonlySet<string> = wordsIn(`
  credit credits copyright photographer photocredit bildnachweis byline source attribution
`);
