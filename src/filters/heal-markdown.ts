import remend from 'remend';
import type { Filter } from './filter.js';

/** Only what closes a mark at the end of the text. The rest rewrites or removes, which a frame may not: half links and images
 *  (a half URL would lead elsewhere besides), HTML tags, escapes; or it puts invisible characters into the text. */
const endingsOnly = {
  links: false,
  images: false,
  htmlTags: false,
  comparisonOperators: false,
  singleTilde: false,
  setextHeadings: false,
};

/** Closes half-open emphasis, strikethrough, inline code and `$$` math at the end of previews, so that `**bo` is shown bold
 *  instead of with asterisks. Final texts are left as the model wrote them. Only ever adds at the end: where that would not do
 *  (a preview that ends in white space, say) the text stays as it is. Inside an open code fence nothing is closed. */
export function healMarkdown(): Filter {
  return {
    name: 'healMarkdown',
    start: () => ({ frame: (text, final) => (final ? text : heal(text)) }),
  };
}

function heal(text: string): string {
  const healed = remend(text, endingsOnly);
  return healed.startsWith(text) ? healed : text;
}
