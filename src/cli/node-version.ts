const oldest = '20.19';

/** One line about a Node that is too old to run tokentape, or undefined. */
export function complaintAboutNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `tokentape: needs Node ${oldest} or later; this is ${version}`;
}
