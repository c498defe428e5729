import { settings } from './settings.mjs';

export default settings('chart', ['machines/stream.machine.ts']);
