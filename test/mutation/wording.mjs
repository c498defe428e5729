import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Text for people. Whether it is well put is for people to say, and a test that repeats it would prove nothing. */
const WORDS = new Set(['description', 'message']);

const isWording = ({ parentPath }) => {
  if (!parentPath) return false;
  // What a state or an arrow is for; what went wrong.
  if (parentPath.isObjectProperty()) return WORDS.has(parentPath.node.key.name);
  // The words of an error, of a note in the outcome, and of a complaint about an adapter.
  if (parentPath.isNewExpression()) return parentPath.node.callee.name?.endsWith('Error') || parentPath.node.callee.name === 'DOMException';
  if (!parentPath.isCallExpression()) return false;
  const { callee } = parentPath.node;
  return callee.name === 'malformed' || (callee.type === 'MemberExpression' && callee.object.name === 'notes');
};

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'wording', {
    shouldIgnore(path) {
      if ((path.isStringLiteral() || path.isTemplateLiteral()) && isWording(path)) return 'wording';
      return undefined;
    },
  }),
];
