// Reads what typedoc wrote and names every public thing without a docstring: an exported name, or a member of one. Left out is what
// says itself: the tag of a union (`type: 'text'`), and the fields of an object type without a name, which its owner tells about.
import { readFileSync } from 'node:fs';

const { children: modules } = JSON.parse(readFileSync(new URL('../../reports/reference/reference.json', import.meta.url), 'utf8'));
let documented = 0;
const silent = [];

const isTag = ({ type }) => type?.type === 'literal';

const isDocumented = ({ comment, signatures = [], getSignature, type }) =>
  [{ comment }, ...signatures, getSignature ?? {}, ...(type?.declaration?.signatures ?? [])].some(
    (place) => place.comment?.summary.length > 0 || place.comment?.blockTags?.length > 0,
  );

for (const module of modules) for (const name of module.children) look(name, `${module.name.replace(/^src\/?/, '')}: ${name.name}`);

for (const path of silent) console.log(`no docstring: ${path}`);
console.log(`${documented} public names documented, ${silent.length} not`);
process.exitCode = silent.length > 0 ? 1 : 0;

function look(reflection, path) {
  if (reflection.variant === 'reference' || isTag(reflection) || reflection.inheritedFrom || reflection.flags.isInherited) return;
  if (reflection.name !== 'constructor') {
    if (isDocumented(reflection)) documented += 1;
    else silent.push(path);
  }
  for (const member of reflection.children ?? []) look(member, `${path}.${member.name}`);
}
