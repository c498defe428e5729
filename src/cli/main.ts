#!/usr/bin/env node
// Nothing newer than the check itself may be loaded before it: an old Node would stop at the first word it does not know.
import { complaintAboutNode } from './node-version.js';

const complaint = complaintAboutNode(process.versions.node);
if (complaint === undefined) {
  const { runProcess } = await import('./process-io.js');
  await runProcess();
} else {
  console.error(complaint);
  process.exitCode = 1;
}
