import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';
import { Refusal } from '../../src/protocol/codes.ts';

export type Tree = DefaultTreeAdapterTypes.Document;
export type TreeElement = DefaultTreeAdapterTypes.Element;
export type TreeNode = DefaultTreeAdapterTypes.ChildNode;

/** Ten thousand paragraphs with links and emphasis in them, or four times a newspaper's heaviest page. */
export const ELEMENTS = 30_000;

/**
 * The elements that a browser would make of a page or a fragment, whatever was left unclosed in it: other parsers see
 * other trees, and what is safe in one tree may be a script in another. Linear in time, whatever stands in whatever.
 */
export function treeOf(html: string): Tree {
  let elements = 0;
  return parse<DefaultTreeAdapterTypes.DefaultTreeAdapterMap>(html, {
    scriptingEnabled: false, // what stands in a noscript is for us
    treeAdapter: {
      ...defaultTreeAdapter,
      createElement: (...described) => {
        elements += 1;
        if (elements > ELEMENTS)
          throw new Refusal(
            'TOO_COMPLEX',
            `The HTML has more than ${ELEMENTS} elements: hand it in as several articles`,
          );
        return defaultTreeAdapter.createElement(...described);
      },
    },
  });
}
