export { type Inspector, type InspectorOptions, startInspector } from './inspector.js';
