import { type Block, LAST } from "../caddyfile/block";
import { type Directive, inOrder } from "../model/directive";

/**
 * The directives of a site with the order prefixes of their labels, where these decide between them and
 * those of other containers: Caddy itself orders directives without a matcher or with a single path.
 *
 * @param blocks those that the directives were read from.
 */
export function withOrders(
  words: readonly Directive[],
  blocks: readonly Block[],
): readonly Directive[] {
  const orders = words.map((word, at) => {
    const alike = blocks.filter((_, index) => words[index]?.name === word.name);
    const group = words.filter(({ name }) => name === word.name);
    const given = alike.map(({ order }) => order);
    const isUsual = given.every((order, index) => order === (given.length > 1 ? index : LAST));
    const decides = !isUsual && !given.includes(LAST) && group.some(isOrderedByLabels);
    return decides ? blocks[at]?.order : undefined;
  });
  return words.map((word, at) => {
    const order = orders[at];
    return order === undefined ? word : inOrder(order, word);
  });
}

function isOrderedByLabels({ matcher }: Directive): boolean {
  return matcher !== undefined && matcher.path?.length !== 1;
}
