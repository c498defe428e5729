const forNode = (config) => ({ ...config, platform: 'node' });
const of = (name, path, rest = {}) => ({ name, path, gzip: true, modifyEsbuildConfig: forNode, ...rest });
export default [
  of('core', 'dist/src/index.js', { import: '{ createStreamConsumer, deliver }', ignore: ['xstate'], limit: '20 kB' }),
  of('core, all', 'dist/src/index.js', { ignore: ['xstate'], limit: '20 kB' }),
  of('core no yaml', 'dist/src/index.js', { ignore: ['xstate', 'yaml'], limit: '20 kB' }),
];
