export { emptyScreen, type Screen, screenAfter } from '../tape/screen.js';
